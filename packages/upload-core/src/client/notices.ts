/** Tells subscribers that something changed: at once when nothing was told in this frame, otherwise with the next one. */
import type { Clock } from "./clock.ts";

export type Notices = {
  /** @returns unsubscribes */
  subscribe: (listener: () => void) => () => void;
  changed: () => void;
};

export function createNotices({ frame = queueMicrotask }: Pick<Clock, "frame">): Notices {
  const listeners = new Set<() => void>();
  let isChanged = false;
  let isDue = false;

  const tell = (): void => {
    isDue = isChanged;
    if (!isChanged) return;
    isChanged = false;
    // What one of them throws reaches the page, and not those who come after it.
    for (const listener of listeners) queueMicrotask(listener);
    frame(tell);
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    changed: () => {
      isChanged = true;
      if (isDue) return;
      isDue = true;
      queueMicrotask(tell);
    },
  };
}
