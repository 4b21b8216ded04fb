/** The closed table of what can go wrong: where, whose move it is, and whether trying again helps. */

/** `same-ticket` sends the bytes again · `new-ticket` asks for another first · `complete` never sends bytes again */
export type RetryKind = "never" | "same-ticket" | "new-ticket" | "complete";

type ErrorRow = {
  stage: "prepare" | "ticket" | "transfer" | "complete";
  /** who can change the outcome: the person with the file, the app's developer, whoever runs the service */
  mover: "person" | "developer" | "operator";
  /** what the engine does by itself */
  retry: RetryKind;
  /** the HTTP status of the answer that carries it */
  httpStatus: 400 | 401 | 404 | 413 | 415 | 422 | 429 | 500 | 502 | 503;
};

export const errorTable = {
  FILE_EMPTY: row("prepare", "person", "never", 422),
  FILE_TOO_LARGE: row("prepare", "person", "never", 413),
  FILE_TYPE_NOT_ALLOWED: row("prepare", "person", "never", 415),
  FILE_UNREADABLE: row("prepare", "person", "never", 422),
  // known from an earlier visit of the page, which had not sent it
  FILE_LOST: row("prepare", "person", "never", 422),
  IMAGE_UNREADABLE: row("prepare", "person", "never", 422),
  IMAGE_ANIMATED: row("prepare", "person", "never", 422),
  IMAGE_DIMENSIONS: row("prepare", "person", "never", 422),
  TOO_MANY_FILES: row("prepare", "person", "never", 422),
  DUPLICATE_FILE: row("prepare", "person", "never", 422),
  // WebCrypto is there on https and localhost only
  INSECURE_CONTEXT: row("prepare", "developer", "never", 400),
  INPUT_INVALID: row("ticket", "developer", "never", 400),
  UNAUTHORIZED: row("ticket", "person", "never", 401),
  // 404: whether it exists is not told to those it does not belong to
  FORBIDDEN: row("ticket", "person", "never", 404),
  RATE_LIMITED: row("ticket", "person", "new-ticket", 429),
  QUOTA_EXCEEDED: row("ticket", "person", "never", 422),
  SERVER_UNREACHABLE: row("ticket", "operator", "new-ticket", 503),
  NETWORK: row("transfer", "person", "same-ticket", 503),
  STORAGE_UNAVAILABLE: row("transfer", "operator", "same-ticket", 503),
  STORAGE_REFUSED: row("transfer", "developer", "never", 502),
  TICKET_EXPIRED: row("transfer", "person", "new-ticket", 422),
  CLAIM_INVALID: row("complete", "developer", "never", 400),
  OBJECT_MISSING: row("complete", "person", "new-ticket", 422),
  OBJECT_MISMATCH: row("complete", "person", "never", 422),
  PROCESSING_FAILED: row("complete", "person", "never", 422),
  INTERNAL: row("complete", "operator", "complete", 500),
};

function row(
  stage: ErrorRow["stage"],
  mover: ErrorRow["mover"],
  retry: RetryKind,
  httpStatus: ErrorRow["httpStatus"],
): ErrorRow {
  return { stage, mover, retry, httpStatus };
}

export type UploadErrorCode = keyof typeof errorTable;

/** What a code says besides itself. A code that is not listed carries nothing. */
export type UploadErrorDetailsByCode = {
  FILE_TOO_LARGE: { sizeBytes: number; maxSizeBytes: number };
  /** `actualType` is null when the bytes are of no known image type */
  FILE_TYPE_NOT_ALLOWED: { actualType: string | null; allowedTypes: string[] };
  IMAGE_DIMENSIONS: {
    width: number;
    height: number;
    limit: "pixels" | "side" | "ratio";
    max: number;
  };
  TOO_MANY_FILES: { maxFiles: number };
  RATE_LIMITED: { retryAfterMs: number };
  /** how long it asked to be left alone, where it said so */
  SERVER_UNREACHABLE: { retryAfterMs?: number | undefined };
  STORAGE_UNAVAILABLE: { retryAfterMs?: number | undefined };
};

export type UploadErrorDetails<Code extends UploadErrorCode = UploadErrorCode> =
  Code extends keyof UploadErrorDetailsByCode
    ? UploadErrorDetailsByCode[Code]
    : Record<string, never>;
