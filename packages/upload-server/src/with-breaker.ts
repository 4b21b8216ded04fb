/** Puts a breaker before a store: when it is down, callers are told at once instead of waiting for it one after the other. */
import { isUploadError, UploadError } from "@picket/upload-core";
import type { ObjectStore } from "./object-store.ts";

export type BreakerOptions = {
  /** in a row, before nothing is sent for a while; 5 when left out */
  failures?: number;
  /** how long; then one call tries, and the others go on when it succeeds. 10,000 when left out */
  pauseMs?: number;
  clock?: () => Date;
};

/**
 * Without it an upload that is being verified holds its place, and its bytes, for two time limits of a store that does not
 * answer, and so does everybody behind it. Only STORAGE_UNAVAILABLE counts: a refusal is an answer. Signing needs no store.
 * @returns the same store; while the breaker is open it throws STORAGE_UNAVAILABLE with `retryAfterMs`
 */
export function withBreaker(
  store: ObjectStore,
  { failures = 5, pauseMs = 10_000, clock = () => new Date() }: BreakerOptions = {},
): ObjectStore {
  let inARow = 0;
  let openUntilMs = 0;

  const begin = (): void => {
    if (inARow < failures) return;
    const nowMs = clock().getTime();
    const retryAfterMs = openUntilMs - nowMs;
    if (retryAfterMs > 0) {
      throw new UploadError({ code: "STORAGE_UNAVAILABLE", details: { retryAfterMs } });
    }
    // This one tries; the others wait for what becomes of it.
    openUntilMs = nowMs + pauseMs;
  };
  const succeed = (): void => {
    inARow = 0;
  };
  const fail = (error: unknown): never => {
    if (!isUploadError(error, "STORAGE_UNAVAILABLE")) succeed();
    else if (++inARow >= failures) openUntilMs = clock().getTime() + pauseMs;
    throw error;
  };
  const guard =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      begin();
      const result = await call(...args).catch(fail);
      succeed();
      return result;
    };

  return {
    signPost: store.signPost,
    signGet: store.signGet,
    readClaim: guard(store.readClaim),
    read: guard(store.read),
    put: guard(store.put),
    remove: guard(store.remove),
    list: async function* (prefix) {
      begin();
      try {
        for await (const object of store.list(prefix)) {
          succeed();
          yield object;
        }
      } catch (error) {
        fail(error);
      }
      succeed();
    },
  };
}
