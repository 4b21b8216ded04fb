/** What the benchmark calls in the browser. */
import type { SignedPost } from "@picket/upload-server";
import { bareXhr } from "./bare-xhr.ts";
import { betterUpload } from "./better-upload.ts";
import type { Contender } from "./contender.ts";
import { measurePhases } from "./phases.ts";
import { picketWithout } from "./picket-without.ts";
import { picket } from "./picket.ts";
import { uppy } from "./uppy.ts";

const contenders = {
  "bare XHR": bareXhr,
  Picket: picket,
  "better-upload": betterUpload,
  Uppy: uppy,
  "Picket, prepared before": picketWithout("preparing"),
  "Picket, signed before": picketWithout("ticket"),
  "Picket, not completed": picketWithout("completion"),
  "Picket, sending only": picketWithout("preparing", "ticket", "completion"),
} satisfies Record<string, Contender>;

export type ContenderName = keyof typeof contenders;

const page = {
  /** @returns milliseconds from the files at hand to the last one done */
  run: async (name: ContenderName, forms: SignedPost[]): Promise<number> => {
    const files = pickedFiles();
    const startedAtMs = performance.now();
    await contenders[name](files, forms);
    return performance.now() - startedAtMs;
  },
  measurePhases: () => measurePhases(pickedFiles()),
  /** @returns MB/s */
  measureHashing: async (): Promise<number> => {
    const megabytes = 16;
    const startedAtMs = performance.now();
    await crypto.subtle.digest("SHA-256", new Uint8Array(megabytes * 1_000_000));
    return (megabytes / (performance.now() - startedAtMs)) * 1000;
  },
};

function pickedFiles(): File[] {
  return [...(document.querySelector("input")?.files ?? [])];
}

Object.assign(globalThis, { benchmark: page });
