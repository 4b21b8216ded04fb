/** How fast bytes flow: a mean in which the past counts less and less, so that a stall shows. */
import type { Clock } from "./clock.ts";

export type SpeedMeter = {
  add: (bytes: number) => void;
  /** bytes per second, 0 when nothing flows */
  read: () => number;
};

/** After so long, what has flowed counts a third. Browsers hand over 16 kB at a time: on a slow line, seconds apart. */
const memoryMs = 4000;
/** A first burst into the system's buffers would look like a very fast line. */
const leastSpanMs = 1000;
/** When nothing has flowed for so long, nothing flows. */
const stillMs = 5000;

/** A leaky integrator: each byte adds to the rate, which fades with time. */
export function createSpeedMeter({ now }: Clock): SpeedMeter {
  /** as it was with the last byte */
  let rate = 0;
  let startMs = 0;
  let lastMs = -Infinity;

  const fade = (spanMs: number): number => Math.exp(-spanMs / memoryMs);
  const isStill = (): boolean => now() - lastMs > stillMs;

  return {
    add: (bytes) => {
      if (isStill()) {
        rate = 0;
        startMs = now();
        lastMs = startMs;
      }
      rate = rate * fade(now() - lastMs) + (bytes / memoryMs) * 1000;
      lastMs = now();
    },
    read: () => {
      if (isStill()) return 0;
      // At the start the memory is not full yet.
      const spanMs = Math.max(leastSpanMs, now() - startMs);
      return (rate * fade(now() - lastMs)) / (1 - fade(spanMs));
    },
  };
}
