/** Calls of the server's procedures: with a time limit, and errors wrapped where they enter. */
import {
  isUploadError,
  parseRefusal,
  uploadError,
  UploadError,
  type Refusal,
} from "../upload-error.ts";
import { abortable, type Clock } from "./clock.ts";
import type { CallOptions } from "./upload-api.ts";

/** Longer than the server may take to decode an image. */
const apiTimeoutMs = 60_000;

/**
 * @param call given a signal that aborts with the caller's or after a minute without an answer
 * @throws UploadError, or the signal's reason when the caller aborted
 */
export async function callApi<T>(
  call: (options: CallOptions) => Promise<T>,
  { signal, clock }: { signal: AbortSignal; clock: Clock },
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const forward = (): void => controller.abort(signal.reason);
  signal.addEventListener("abort", forward);
  const stop = clock.after(apiTimeoutMs, () => controller.abort(uploadError("SERVER_UNREACHABLE")));
  try {
    return await abortable(call({ signal: controller.signal }), controller.signal);
  } catch (error) {
    signal.throwIfAborted();
    throw wrapApiError(error);
  } finally {
    stop();
    signal.removeEventListener("abort", forward);
  }
}

/**
 * Recognises tRPC's client errors by their shape, so that no browser package imports tRPC.
 * An answer without `data` did not come from the router: no network, a proxy's page, an abort that nobody here asked for.
 */
export function wrapApiError(error: unknown): UploadError {
  if (isUploadError(error)) return error;
  const data = property(error, "data");
  const refusal = parseRefusal(property(data, "upload")) ?? refusalOf(property(data, "httpStatus"));
  return new UploadError(refusal, { cause: error });
}

function refusalOf(httpStatus: unknown): Refusal {
  if (typeof httpStatus !== "number") return { code: "SERVER_UNREACHABLE", details: {} };
  if (httpStatus >= 500) return { code: "INTERNAL", details: {} };
  if (httpStatus === 401) return { code: "UNAUTHORIZED", details: {} };
  if (httpStatus === 403 || httpStatus === 404) return { code: "FORBIDDEN", details: {} };
  if (httpStatus === 429) return { code: "RATE_LIMITED", details: { retryAfterMs: 1000 } };
  return { code: "INPUT_INVALID", details: {} };
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
