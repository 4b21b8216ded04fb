/** Tells subscribers that something changed: at once for states, once per frame while bytes flow. */

export type Notices = {
  /** @returns unsubscribes */
  subscribe: (listener: () => void) => () => void;
  /** with the current microtask's other changes */
  soon: () => void;
  /** at most once per animation frame; a hidden page has none, and hears of the next state */
  nextFrame: () => void;
};

export function createNotices(): Notices {
  const listeners = new Set<() => void>();

  const gathered = (schedule: (run: () => void) => void) => {
    let isDue = false;
    return (): void => {
      if (isDue) return;
      isDue = true;
      schedule(() => {
        isDue = false;
        // What one of them throws reaches the page, and not those who come after it.
        for (const listener of listeners) queueMicrotask(listener);
      });
    };
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    soon: gathered(queueMicrotask),
    // Node has no frames.
    nextFrame: gathered(globalThis.requestAnimationFrame ?? setTimeout),
  };
}
