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

/**
 * @param seed for the random ones; print it, so that a failure can be had again
 * @example for (const { name, type, verdicts, makeBytes } of listHostileImages({ seed: 1 })) …
 */
export function listHostileImages({ seed }: { seed: number }): HostileImage[] {
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
    ...listWrongTypes(),
  ];
}
