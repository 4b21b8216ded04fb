/** Hands out what is to be done so that everybody's first comes before anybody's second. */

export type Turns<Entry> = {
  add: (owner: string, entry: Entry) => void;
  /** @returns the next entry; null when none is left */
  take: () => Entry | null;
  /** how many owners have entries left */
  ownerCount: () => number;
};

export function createTurns<Entry>(): Turns<Entry> {
  /** Whoever's turn is longest ago comes first; nobody is in it without entries. */
  const rows = new Map<string, Entry[]>();
  return {
    add: (owner, entry) => {
      const row = rows.get(owner);
      if (row) row.push(entry);
      else rows.set(owner, [entry]);
    },
    take: () => {
      for (const [owner, row] of rows) {
        const entry = row.shift();
        rows.delete(owner);
        if (row.length > 0) rows.set(owner, row);
        return entry ?? null;
      }
      return null;
    },
    ownerCount: () => rows.size,
  };
}
