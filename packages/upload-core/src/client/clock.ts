/** Time as a port, so that tests need not wait. */

export type Clock = {
  /** milliseconds that never go back; since 1970, as far as the device knows */
  now: () => number;
  /** @returns stops it from running */
  after: (delayMs: number, run: () => void) => () => void;
  /** runs with the page's next frame; what would wait for one is done at once when left out, e.g. by a test's clock */
  frame?: (run: () => void) => void;
};

let latestMs = 0;

/**
 * The later of two clocks: the monotonic one stands still on some systems while they sleep, the wall clock does not;
 * and the wall clock may be set back, the monotonic one cannot.
 */
export const systemClock: Clock = {
  now: () => {
    latestMs = Math.max(latestMs, performance.timeOrigin + performance.now(), Date.now());
    return latestMs;
  },
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  frame: (run) => {
    const runOnce = (): void => {
      clearTimeout(timer);
      globalThis.cancelAnimationFrame?.(frame);
      run();
    };
    // A hidden page has no frames: then this is first.
    const timer = setTimeout(runOnce, 1000);
    // Nor has Node.
    const frame = (globalThis.requestAnimationFrame ?? setTimeout)(runOnce);
  },
};
