/** Rolling slots: whoever waits longest gets the next one that is free. */
import { abortable } from "./clock.ts";

export type Slots = {
  /**
   * @returns gives the slot back; calling it again does nothing
   * @throws the signal's reason; then no slot is held
   */
  take: (signal: AbortSignal) => Promise<() => void>;
};

/** @param limit asked each time, so that it can change on the way */
export function createSlots(limit: () => number): Slots {
  const waiting: Array<() => void> = [];
  let taken = 0;

  const admit = (): void => {
    while (taken < limit() && waiting.length > 0) {
      taken += 1;
      waiting.shift()?.();
    }
  };

  return {
    take: async (signal) => {
      signal.throwIfAborted();
      let giveUp = (): void => {};
      const turn = new Promise<void>((resolve) => {
        waiting.push(resolve);
        giveUp = () => {
          const at = waiting.indexOf(resolve);
          if (at === -1) release();
          else waiting.splice(at, 1);
        };
      });
      let isHeld = true;
      const release = (): void => {
        if (!isHeld) return;
        isHeld = false;
        taken -= 1;
        admit();
      };
      admit();
      await abortable(turn, signal).catch((error: unknown) => {
        giveUp();
        throw error;
      });
      return release;
    },
  };
}
