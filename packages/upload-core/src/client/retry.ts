/** The one place that decides whether to try again, and when. */
import { errorTable } from "../error-table.ts";
import { toUploadError, type UploadError } from "../upload-error.ts";
import { sleep } from "./abortable.ts";
import type { Clock } from "./clock.ts";

export type Patience = {
  clock: Clock;
  /** 0 … 1, as Math.random */
  random: () => number;
  signal: AbortSignal;
  /** 5 when left out */
  maxTries?: number | undefined;
};

/**
 * Repeats a step as long as the error table says that this helps.
 * @param onError told of every failure, and after which delay the next try comes, or null
 * @throws the last UploadError, or the signal's reason
 */
export async function withRetry<T>(
  step: () => Promise<T>,
  patience: Patience,
  onError?: (error: UploadError, delayMs: number | null) => void,
): Promise<T> {
  const { clock, random, signal, maxTries = 5 } = patience;
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (cause) {
      signal.throwIfAborted();
      const error = toUploadError(cause);
      const delayMs = tries < maxTries ? retryDelayMs(error, tries, random) : null;
      onError?.(error, delayMs);
      if (delayMs === null) throw error;
      await sleep(clock, delayMs, signal);
    }
  }
}

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** Whoever would have to wait longer is rather told so. */
const longestWaitMs = 300_000;

/**
 * Full jitter: anything between nothing and a bound that grows fourfold, so that many clients do not come back
 * together, and five tries outlast a server that starts again.
 * What the other side asked for comes before that.
 * @param tries made so far, from 1
 * @returns null when trying again does not help, or not for minutes
 */
export function retryDelayMs(
  { refusal }: UploadError,
  tries: number,
  random: () => number,
): number | null {
  const { retryAfterMs = 0 } = refusal.details as { retryAfterMs?: number };
  if (errorTable[refusal.code].retry === "never" || retryAfterMs > longestWaitMs) return null;
  return (
    Math.max(0, retryAfterMs) + random() * Math.min(longestDelayMs, firstDelayMs * 4 ** (tries - 1))
  );
}

/**
 * @param header of HTTP's `Retry-After`: seconds, or a date, which is read by this device's clock
 * @returns milliseconds, not less than 0; 0 also for what says nothing
 * @see RFC 9110, section 10.2.3
 */
export function readRetryAfter(header: string | null | undefined): number {
  const delayMs = Number(header) * 1000 || Date.parse(header ?? "") - Date.now();
  return Math.max(0, delayMs) || 0;
}
