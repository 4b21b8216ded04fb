/** Waits that end when a signal says so. */
import type { Clock } from "./clock.ts";

/** @throws the signal's reason */
export function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  let stop = (): void => {};
  const slept = new Promise<void>((resolve) => {
    stop = clock.after(delayMs, resolve);
  });
  return abortable(slept, signal).finally(() => stop());
}

/**
 * Stops waiting when the signal says so, whatever becomes of the promise.
 * @throws the signal's reason, or what the promise throws
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    // The reason is passed on as it is: an UploadError stays one.
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
