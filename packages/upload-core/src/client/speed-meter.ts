/** How fast bytes flow: the mean of the last few seconds, so that a stall shows. */
import type { Clock } from "./clock.ts";

export type SpeedMeter = {
  add: (bytes: number) => void;
  /** bytes per second, 0 when nothing flows */
  read: () => number;
};

const windowMs = 5000;
/** A first burst into the system's buffers would look like a very fast line. */
const leastSpanMs = 1000;

export function createSpeedMeter(clock: Clock): SpeedMeter {
  let samples: Array<{ atMs: number; bytes: number }> = [];
  let flowsSinceMs = 0;
  return {
    add: (bytes) => {
      const atMs = clock.now();
      samples = samples.filter((sample) => atMs - sample.atMs < windowMs);
      if (samples.length === 0) flowsSinceMs = atMs;
      samples.push({ atMs, bytes });
    },
    read: () => {
      const nowMs = clock.now();
      const recent = samples.filter(({ atMs }) => nowMs - atMs < windowMs);
      const bytes = recent.reduce((sum, sample) => sum + sample.bytes, 0);
      const spanMs = Math.min(windowMs, Math.max(leastSpanMs, nowMs - flowsSinceMs));
      return (bytes / spanMs) * 1000;
    },
  };
}
