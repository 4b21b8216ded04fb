/** Rolling slots: of those who wait, the foremost in the list gets the next one that is free. */

/** Where in the list; may change while it waits. */
type Turn = { readonly position: number };

/**
 * Runs a step while it holds a slot.
 * @throws what the step throws, or the signal's reason when the turn comes too late
 */
export type HoldSlot = <T>(turn: Turn, signal: AbortSignal, step: () => Promise<T>) => Promise<T>;

/**
 * @param limit asked each time, so that it can change on the way
 * @param onEmpty told each time that nobody holds a slot or waits for one any more
 */
export function createSlots(limit: () => number, onEmpty = (): void => {}): HoldSlot {
  const waiting: Array<{ turn: Turn; start: () => void }> = [];
  let taken = 0;

  const admit = (): void => {
    while (taken < limit() && waiting.length > 0) {
      waiting.sort((a, b) => a.turn.position - b.turn.position);
      taken += 1;
      waiting.shift()?.start();
    }
  };

  return async (turn, signal, step) => {
    await new Promise<void>((start) => {
      waiting.push({ turn, start });
      admit();
    });
    try {
      // Whoever gave up meanwhile passes it on at once.
      signal.throwIfAborted();
      return await step();
    } finally {
      taken -= 1;
      admit();
      if (taken === 0) onEmpty();
    }
  };
}
