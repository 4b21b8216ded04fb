/** Calls of the server's procedures: with a time limit, and errors wrapped where they enter. */
import { isFinal } from "../error-table.ts";
import { parseRefusal } from "../parse-refusal.ts";
import { isUploadError, UploadError } from "../upload-error.ts";
import type { PlainErrorCode, Refusal } from "../upload-error.ts";
import type { Clock } from "./clock.ts";
import { readRetryAfter } from "./retry.ts";
import type { CallOptions } from "./upload-api.ts";
import { watchOver } from "./watch-over.ts";

/** Longer than the server may take to decode an image. */
const apiTimeoutMs = 60_000;

/**
 * @param call given a signal that aborts with the caller's, or after a minute without an answer
 * @throws UploadError, or the signal's reason when the caller aborted
 */
export function callApi<T>(
  call: (options: CallOptions) => Promise<T>,
  caller: { signal: AbortSignal; clock: Clock },
): Promise<T> {
  return watchOver(
    caller,
    (signal, expectWithin) => {
      expectWithin(apiTimeoutMs);
      return call({ signal });
    },
    wrapApiError,
  );
}

/** What of tRPC's client error is read; recognised by its shape, so that no browser package imports tRPC. */
type ApiError = {
  data?: { upload?: unknown; httpStatus?: unknown } | null;
  meta?: { response?: { headers?: Headers } };
};

/** An answer without `data` did not come from the router: no network, a proxy's page, an abort that nobody here asked for. */
export function wrapApiError(error: unknown): UploadError {
  if (isUploadError(error)) return error;
  // Anything may be thrown; of what is no object, `Object` makes one without these properties.
  const { data, meta } = Object(error) as ApiError;
  const retryAfterMs = readRetryAfter(meta?.response?.headers?.get("Retry-After"));
  const refusal = parseRefusal(data?.upload) ?? refusalOf(data?.httpStatus, retryAfterMs);
  return new UploadError(refusal, { cause: error });
}

/**
 * Has this answer ended the upload for good? What the app's own procedure threw has not, for which `formatUploadError`
 * says `null`: it stands in front of the route, which may still publish what has arrived.
 */
export function endsUpload(error: unknown): boolean {
  if (!isUploadError(error) || !isFinal(error.code)) return false;
  const { data } = Object(error.cause) as ApiError;
  return data?.upload !== null;
}

/** For what the app's own procedure threw. */
function refusalOf(httpStatus: unknown, retryAfterMs: number): Refusal {
  const details = { retryAfterMs };
  if (typeof httpStatus !== "number" || httpStatus === 503) {
    return { code: "SERVER_UNREACHABLE", details };
  }
  if (httpStatus === 429) {
    return { code: "RATE_LIMITED", details: { retryAfterMs: retryAfterMs || 1000 } };
  }
  const code = codesByStatus[httpStatus] ?? (httpStatus < 500 ? "INPUT_INVALID" : "INTERNAL");
  return { code, details: {} };
}

const codesByStatus: Record<number, PlainErrorCode> = {
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "FORBIDDEN",
};
