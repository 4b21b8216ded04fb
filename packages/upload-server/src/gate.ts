/** Lets so many in at once, lets a few more wait in order, and turns the rest away. */

export type Gate = {
  /** @returns leaves again; null when as many wait already as may */
  enter: () => Promise<(() => void) | null>;
  /** Resolves once nobody is inside or waiting. */
  whenEmpty: () => Promise<void>;
};

/** @param limits how many may be inside, and how many may wait for them */
export function createGate({ places, waiting }: { places: number; waiting: number }): Gate {
  let free = places;
  const queue: (() => void)[] = [];
  let onEmpty: (() => void)[] = [];

  const leave = (): void => {
    const next = queue.shift();
    if (next) return next();
    free += 1;
    if (free < places) return;
    for (const resolve of onEmpty) resolve();
    onEmpty = [];
  };

  return {
    enter: async () => {
      if (free > 0) free -= 1;
      else if (queue.length < waiting) await new Promise<void>((resolve) => queue.push(resolve));
      else return null;
      return leave;
    },
    whenEmpty: async () => {
      if (free < places) await new Promise<void>((resolve) => onEmpty.push(resolve));
    },
  };
}
