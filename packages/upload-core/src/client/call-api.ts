/** Calls of the server's procedures: with a time limit, and errors wrapped where they enter. */
import {
  isUploadError,
  parseRefusal,
  uploadError,
  UploadError,
  type PlainErrorCode,
} from "../upload-error.ts";
import { abortable, sleep, type Clock } from "./clock.ts";
import type { CallOptions } from "./upload-api.ts";

/** Longer than the server may take to decode an image. */
const apiTimeoutMs = 60_000;

/**
 * @param call given a signal that aborts with the caller's, or after a minute without an answer
 * @throws UploadError, or the signal's reason when the caller aborted
 */
export async function callApi<T>(
  call: (options: CallOptions) => Promise<T>,
  { signal, clock }: { signal: AbortSignal; clock: Clock },
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const timeout = async (): Promise<never> => {
    await sleep(clock, apiTimeoutMs, controller.signal);
    throw uploadError("SERVER_UNREACHABLE");
  };
  try {
    const answered = Promise.race([call({ signal: controller.signal }), timeout()]);
    return await abortable(answered, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw wrapApiError(error);
  } finally {
    // Ends the timer, and the call if it is still under way.
    controller.abort();
  }
}

/**
 * Recognises tRPC's client errors by their shape, so that no browser package imports tRPC.
 * An answer without `data` did not come from the router: no network, a proxy's page, an abort that nobody here asked for.
 */
export function wrapApiError(error: unknown): UploadError {
  if (isUploadError(error)) return error;
  // Anything may be thrown; of what is no object, `Object` makes one without these properties.
  const { data } = Object(error) as { data?: unknown };
  const { upload, httpStatus } = Object(data) as { upload?: unknown; httpStatus?: unknown };
  const refusal = parseRefusal(upload);
  if (refusal) return new UploadError(refusal, { cause: error });
  const code = codeOf(httpStatus);
  return code === "RATE_LIMITED"
    ? new UploadError({ code, details: { retryAfterMs: 1000 } }, { cause: error })
    : uploadError(code, { cause: error });
}

function codeOf(httpStatus: unknown): PlainErrorCode | "RATE_LIMITED" {
  if (typeof httpStatus !== "number") return "SERVER_UNREACHABLE";
  if (httpStatus >= 500) return "INTERNAL";
  if (httpStatus === 401) return "UNAUTHORIZED";
  if (httpStatus === 403 || httpStatus === 404) return "FORBIDDEN";
  return httpStatus === 429 ? "RATE_LIMITED" : "INPUT_INVALID";
}
