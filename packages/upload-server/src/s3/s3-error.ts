/** Where the store's own errors become ours: told apart by status and name, never by message. */
import { isUploadError, uploadError, type UploadError } from "@picket/upload-core";

/** Names that ask to try again, whatever the status beside them. */
const passingNames = [
  "ConditionalRequestConflict",
  "InternalError",
  "RequestTimeout",
  "ServiceUnavailable",
  "SlowDown",
];

/** @returns STORAGE_UNAVAILABLE when the store did not answer or may do better later, else STORAGE_REFUSED */
export function storageError(error: unknown): UploadError {
  if (isUploadError(error)) return error;
  const status = statusOf(error);
  const isRefusal = status !== null && status >= 300 && status < 500;
  const isBusy = status === 408 || status === 429 || mayPass(nameOf(error));
  return uploadError(isRefusal && !isBusy ? "STORAGE_REFUSED" : "STORAGE_UNAVAILABLE", {
    cause: error,
  });
}

/** @param name S3's error code */
export function mayPass(name = ""): boolean {
  return passingNames.includes(name);
}

/** Not `NoSuchBucket`: that is a refusal. A HEAD, which has no body, cannot tell them apart. */
export function isNotFound(error: unknown): boolean {
  return ["NoSuchKey", "NotFound"].includes(nameOf(error));
}

export function hasStatus(error: unknown, status: number): boolean {
  return statusOf(error) === status;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** @returns null when there was no answer at all */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !("$metadata" in error)) return null;
  const metadata: unknown = error.$metadata;
  if (typeof metadata !== "object" || metadata === null) return null;
  return "httpStatusCode" in metadata && typeof metadata.httpStatusCode === "number"
    ? metadata.httpStatusCode
    : null;
}
