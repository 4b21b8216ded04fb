/** The whole table. */
import { listAnimations } from "./animations.ts";
import { listAtLimits } from "./at-limits.ts";
import { listBitFlips } from "./bit-flips.ts";
import { listBombs } from "./bombs.ts";
import type { HostileImage } from "./hostile-image.ts";
import { listLies } from "./lies.ts";
import { listMetadata } from "./metadata.ts";
import { listMismatches } from "./mismatches.ts";
import { listOrientations } from "./orientations.ts";
import { listPolyglots } from "./polyglots.ts";
import { listTruncations } from "./truncations.ts";
import { listWrongTypes } from "./wrong-types.ts";

/** Where nobody listens. */
const nowhere = "http://127.0.0.1:1";

export type HostileImagesOptions = {
  /** for the random ones; print it, so that a failure can be had again */
  seed: number;
  /** an address that some of them ask for things at, which nobody may follow */
  linkTo?: string;
};

/** @example for (const { name, type, verdicts, makeBytes } of listHostileImages({ seed: 1 })) … */
export function listHostileImages({
  seed,
  linkTo = nowhere,
}: HostileImagesOptions): HostileImage[] {
  return [
    ...listAnimations(),
    ...listAtLimits(),
    ...listBitFlips(seed),
    ...listBombs(),
    ...listLies(),
    ...listMetadata(),
    ...listMismatches(),
    ...listOrientations(),
    ...listPolyglots(),
    ...listTruncations(),
    ...listWrongTypes(linkTo),
  ];
}
