/** Tells subscribers that something changed: at once for states, once per frame while bytes flow. */

export type Notices = {
  subscribe: (listener: () => void) => () => void;
  /** with the current microtask's other changes */
  soon: () => void;
  /** at most once per animation frame; a hidden page has none, and hears of the next state */
  nextFrame: () => void;
};

export function createNotices(): Notices {
  const listeners = new Set<() => void>();
  let isSoon = false;
  let isNextFrame = false;
  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    subscribe: (listener) => {
      // Its own function, so that one listener may subscribe twice.
      const own = (): void => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    soon: () => {
      if (isSoon) return;
      isSoon = true;
      queueMicrotask(() => {
        isSoon = false;
        notify();
      });
    },
    nextFrame: () => {
      if (isNextFrame) return;
      isNextFrame = true;
      requestFrame(() => {
        isNextFrame = false;
        notify();
      });
    },
  };
}

function requestFrame(run: () => void): void {
  if (typeof requestAnimationFrame === "function") requestAnimationFrame(run);
  else setTimeout(run, 16);
}
