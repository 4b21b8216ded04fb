/** A clock that a test moves by hand. */
import type { Clock } from "@picket/upload-core/client";

export function createFakeClock() {
  let nowMs = 0;
  let timers: Array<{ atMs: number; run: () => void }> = [];
  const clock: Clock = {
    now: () => nowMs,
    after: (delayMs, run) => {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  return {
    clock,
    pendingMs: () => timers.map(({ atMs }) => atMs - nowMs),
    advance: (ms: number) => {
      nowMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const timer of due) timer.run();
    },
  };
}
