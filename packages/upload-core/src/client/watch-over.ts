/** Gives up what shows no sign of life any more; neither browsers nor servers have such a limit of their own. */
import { abortable } from "./abortable.ts";
import type { Clock } from "./clock.ts";

/** A step that is watched over. @param expectWithin how long its next sign of life may take, from now on */
export type WatchedStep<T> = (
  signal: AbortSignal,
  expectWithin: (delayMs: number) => void,
) => Promise<T>;

/**
 * @param step given a signal that aborts when nobody waits for it any more
 * @param wrap makes an error of what the step throws; of a sentence when it was given up
 * @throws what `wrap` gives, or the caller's signal's reason
 */
export async function watchOver<T>(
  { signal, clock }: { signal: AbortSignal; clock: Clock },
  step: WatchedStep<T>,
  wrap: (cause: unknown) => Error,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  let stop = (): void => {};
  const expectWithin = (delayMs: number): void => {
    stop();
    const dueMs = clock.now() + delayMs;
    stop = clock.after(delayMs, () => {
      if (clock.now() - dueMs > frozenMs) expectWithin(delayMs);
      else controller.abort(`no progress for ${delayMs} ms`);
    });
  };
  try {
    const done = abortable(step(controller.signal, expectWithin), controller.signal);
    return await abortable(done, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw wrap(cause);
  } finally {
    stop();
    // Ends what is still under way; does nothing after an answer.
    controller.abort();
  }
}

/** How long a transfer may go without progress. */
export const stallMs = 20_000;

/** A slow line may still be sending from the system's buffers when there is nothing left to hand over. */
export function answerMs(sizeBytes: number): number {
  return 30_000 + sizeBytes / 16;
}

/** A timer this late means that the page was frozen: what happened meanwhile has yet to be told. */
const frozenMs = 5000;
