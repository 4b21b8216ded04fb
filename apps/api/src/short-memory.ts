/** Remembers for a few seconds what was found, so that many calls in a row ask the database once. */

export type ShortMemory<Value> = {
  /** @returns what is remembered, else what `load` gives; null is not remembered, and no error is */
  get: (key: string, load: () => Promise<Value | null>) => Promise<Value | null>;
  /** What is being loaded at this moment is not remembered, either. */
  forget: (key: string) => void;
};

type Entry<Value> = { found: Promise<Value | null>; endsAtMs: number };

/** @param options.nowMs counts up, from anywhere */
export function createShortMemory<Value>({
  lifeMs = 5000,
  maxEntries = 10_000,
  nowMs = () => performance.now(),
}: { lifeMs?: number; maxEntries?: number; nowMs?: () => number } = {}): ShortMemory<Value> {
  const entries = new Map<string, Entry<Value>>();

  const drop = (key: string, entry: Entry<Value>): void => {
    if (entries.get(key) === entry) entries.delete(key);
  };

  return {
    get: (key, load) => {
      const known = entries.get(key);
      if (known && known.endsAtMs > nowMs()) return known.found;
      const entry = { found: load(), endsAtMs: nowMs() + lifeMs };
      // Behind the others, of which the first is then the oldest.
      entries.delete(key);
      entries.set(key, entry);
      entry.found.then(
        (value) => value === null && drop(key, entry),
        () => drop(key, entry),
      );
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break;
        entries.delete(oldest);
      }
      return entry.found;
    },
    forget: (key) => {
      entries.delete(key);
    },
  };
}
