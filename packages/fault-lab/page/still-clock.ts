/** A clock that stands still until a test moves it, so that no row depends on how fast a machine is. */
import type { Clock } from "@picket/upload-core/client";

export type StillClock = Clock & {
  /** lets time pass: every timer runs at its own moment, also those that others start on the way */
  advance: (ms: number) => Promise<void>;
  /** lets time pass until the next timer, and runs that one only. @returns how much has passed, at most `maxMs` */
  step: (maxMs: number) => Promise<number>;
  /** time passes unnoticed, as while a page is frozen: timers that are over run late */
  leap: (ms: number) => void;
  /** what is waited for, the soonest first */
  timers: () => PendingTimer[];
};

export type PendingTimer = {
  /** as it was set */
  delayMs: number;
  /** from now */
  inMs: number;
};

type Timer = { delayMs: number; dueMs: number; run: () => void };

export function createStillClock(): StillClock {
  const timers = new Set<Timer>();
  let nowMs = 0;

  const inOrder = (): Timer[] => [...timers].sort((one, other) => one.dueMs - other.dueMs);
  const fire = (timer: Timer): void => {
    timers.delete(timer);
    timer.run();
  };
  /** A task of its own, so that what follows from a timer may set others. */
  const nextTask = () => new Promise((resolve) => setTimeout(resolve));

  return {
    now: () => nowMs,
    after: (delayMs, run) => {
      const timer = { delayMs, dueMs: nowMs + delayMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance: async (ms) => {
      const endMs = nowMs + ms;
      for (;;) {
        const [next] = inOrder();
        if (!next || next.dueMs > endMs) break;
        nowMs = Math.max(nowMs, next.dueMs);
        fire(next);
        await nextTask();
      }
      nowMs = endMs;
    },
    step: async (maxMs) => {
      const [next] = inOrder();
      if (!next) return 0;
      const passedMs = Math.min(Math.max(0, next.dueMs - nowMs), maxMs);
      nowMs += passedMs;
      if (next.dueMs <= nowMs) fire(next);
      await nextTask();
      return passedMs;
    },
    leap: (ms) => {
      nowMs += ms;
      for (const timer of inOrder()) if (timer.dueMs <= nowMs) fire(timer);
    },
    timers: () => inOrder().map(({ delayMs, dueMs }) => ({ delayMs, inMs: dueMs - nowMs })),
  };
}
