/** The one place that decides whether to try again, and when. */
import { errorTable } from "../error-table.ts";
import { toUploadError, type UploadError } from "../upload-error.ts";
import { sleep, type Clock } from "./clock.ts";

export type Patience = {
  clock: Clock;
  /** 0 … 1, as Math.random */
  random: () => number;
  signal: AbortSignal;
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
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (cause) {
      patience.signal.throwIfAborted();
      const error = toUploadError(cause);
      const delayMs = retryDelayMs(error, tries, patience.random);
      onError?.(error, delayMs);
      if (delayMs === null) throw error;
      await sleep(patience.clock, delayMs, patience.signal);
    }
  }
}

const maxTries = 5;
const firstDelayMs = 500;
const longestDelayMs = 30_000;

/**
 * Full jitter: anything between nothing and a bound that doubles, so that many clients do not come back together.
 * @param tries made so far, from 1
 * @returns null when trying again does not help
 */
export function retryDelayMs(
  { refusal }: UploadError,
  tries: number,
  random: () => number,
): number | null {
  if (errorTable[refusal.code].retry === "never" || tries >= maxTries) return null;
  const jitterMs = random() * Math.min(longestDelayMs, firstDelayMs * 2 ** (tries - 1));
  return refusal.code === "RATE_LIMITED" ? refusal.details.retryAfterMs + jitterMs : jitterMs;
}
