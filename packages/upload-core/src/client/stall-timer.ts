/** Notices when a transfer does not move any more; browsers have no such limit of their own. */
import type { Clock } from "./clock.ts";

/** How long a transfer may go without progress. */
export const stallMs = 20_000;

/** A slow line may still be sending from the system's buffers when there is nothing left to hand over. */
export function answerMs(sizeBytes: number): number {
  return 30_000 + sizeBytes / 16;
}

/** A timer this late means that the page was frozen: what happened meanwhile has yet to be told. */
const frozenMs = 5000;

/**
 * @param onStall told that nothing came within the time that was given last
 * @returns `expectWithin` begins anew with each sign of life; `stop` ends it
 */
export function createStallTimer(
  clock: Clock,
  onStall: (cause: string) => void,
): [expectWithin: (delayMs: number) => void, stop: () => void] {
  let stop = (): void => {};
  const expectWithin = (delayMs: number): void => {
    stop();
    const dueMs = clock.now() + delayMs;
    stop = clock.after(delayMs, () => {
      if (clock.now() - dueMs > frozenMs) expectWithin(delayMs);
      else onStall(`no progress for ${delayMs} ms`);
    });
  };
  return [expectWithin, () => stop()];
}
