/** Chance that can be had again: the same seed gives the same numbers. */

export type Random = {
  /** 0 … 1 */
  next: () => number;
  /** 0 … count - 1 */
  below: (count: number) => number;
  pick: <Entry>(entries: readonly Entry[]) => Entry;
};

/** @see "mulberry32", public domain */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    pick: (entries) => {
      const entry = entries[below(entries.length)];
      if (entry === undefined) throw new RangeError("There is nothing to pick from.");
      return entry;
    },
  };
}
