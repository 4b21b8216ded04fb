/** Rolling slots: whoever waits longest gets the next one that is free. */

/**
 * @returns gives the slot back; to be called once
 * @throws the signal's reason when the turn comes too late; then no slot is held
 */
export type TakeSlot = (signal: AbortSignal) => Promise<() => void>;

/** @param limit asked each time, so that it can change on the way */
export function createSlots(limit: () => number): TakeSlot {
  const waiting: Array<() => void> = [];
  let taken = 0;

  const admit = (): void => {
    while (taken < limit() && waiting.length > 0) {
      taken += 1;
      waiting.shift()?.();
    }
  };
  const release = (): void => {
    taken -= 1;
    admit();
  };

  return async (signal) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      admit();
    });
    // Whoever gave up meanwhile passes it on at once.
    if (signal.aborted) release();
    signal.throwIfAborted();
    return release;
  };
}
