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
/** What comes closer together is one sample: hundreds of files report every few milliseconds. */
const sampleMs = 100;

export function createSpeedMeter({ now }: Clock): SpeedMeter {
  let samples: Array<{ atMs: number; bytes: number }> = [];
  const forget = (): void => {
    samples = samples.filter(({ atMs }) => now() - atMs < windowMs);
  };
  return {
    add: (bytes) => {
      const last = samples.at(-1);
      if (last && now() - last.atMs < sampleMs) last.bytes += bytes;
      else samples.push({ atMs: now(), bytes });
    },
    read: () => {
      forget();
      const bytes = samples.reduce((sum, sample) => sum + sample.bytes, 0);
      const spanMs = now() - (samples[0]?.atMs ?? 0);
      return (bytes / Math.max(leastSpanMs, spanMs)) * 1000;
    },
  };
}
