/** A clock that stands still until a test moves it. */
import type { Clock } from "../client/clock.ts";

export type FakeClock = Clock & {
  /** runs what is due on the way, in order */
  advance: (ms: number) => Promise<void>;
  /**
   * Moves to the next timer as often as it takes.
   * @throws when the state has not come after 10,000 steps
   */
  runUntil: (isReached: () => boolean) => Promise<void>;
  /** delays that were asked for and are still running, the shortest first */
  pendingMs: () => number[];
};

export function createFakeClock(): FakeClock {
  let nowMs = 0;
  let timers: Array<{ atMs: number; run: () => void }> = [];

  const nextTimer = () => timers.toSorted((a, b) => a.atMs - b.atMs)[0];

  const runDue = async (untilMs: number): Promise<void> => {
    await turn();
    for (;;) {
      const next = nextTimer();
      if (!next || next.atMs > untilMs) break;
      timers = timers.filter((timer) => timer !== next);
      nowMs = next.atMs;
      next.run();
      await turn();
    }
    nowMs = untilMs;
  };

  return {
    now: () => nowMs,
    after: (delayMs, run) => {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: (ms) => runDue(nowMs + ms),
    runUntil: async (isReached) => {
      for (let turns = 0; !isReached(); turns += 1) {
        if (turns > 10_000) throw new Error("the state never came");
        await turn();
        const next = nextTimer();
        if (!isReached() && next) await runDue(next.atMs);
      }
    },
    pendingMs: () => timers.map(({ atMs }) => atMs - nowMs).sort((a, b) => a - b),
  };
}

/** Lets everything happen that waits for no timer. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate) return setImmediate(resolve);
    // Browsers delay timers that call one another, but not messages.
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

/** Node's, as it is before a test puts a fake in its place. */
const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => void };
