/** What lets uploads over a real network try again without the waits in between. */
import type { Clock } from "@picket/upload-core/client";

/** The shortest of the engine's time limits; no wait between two tries comes near, as `haste` has them. */
const firstLimitMs = 20_000;

/**
 * Waits are skipped, as if they were over; what limits an answer runs in real time.
 * @returns options of an uploader
 */
export function haste(): { clock: Clock; random: () => number } {
  return { clock: createHastyClock(), random: () => 0.1 };
}

function createHastyClock(): Clock {
  let skippedMs = 0;
  return {
    now: () => performance.now() + skippedMs,
    after: (delayMs, run) => {
      const isWait = delayMs < firstLimitMs;
      if (isWait) skippedMs += delayMs;
      const timer = setTimeout(run, isWait ? 0 : delayMs);
      return () => clearTimeout(timer);
    },
  };
}
