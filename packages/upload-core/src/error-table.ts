/** The closed table of what can go wrong: where, whose move it is, and whether trying again helps. */

/** `same-ticket` sends the bytes again · `new-ticket` asks for another first · `complete` never sends bytes again */
export type RetryKind = "never" | "same-ticket" | "new-ticket" | "complete";

type ErrorRow = {
  stage: "prepare" | "ticket" | "transfer" | "complete";
  /** who can change the outcome: the person with the file, the app's developer, whoever runs the service */
  mover: "person" | "developer" | "operator";
  /** what the engine does by itself */
  retry: RetryKind;
};

export const errorTable = {
  FILE_EMPTY: row("prepare"),
  FILE_TOO_LARGE: row("prepare"),
  FILE_TYPE_NOT_ALLOWED: row("prepare"),
  FILE_UNREADABLE: row("prepare"),
  // known from an earlier visit of the page, which had not sent it
  FILE_LOST: row("prepare"),
  IMAGE_UNREADABLE: row("prepare"),
  IMAGE_ANIMATED: row("prepare"),
  IMAGE_DIMENSIONS: row("prepare"),
  TOO_MANY_FILES: row("prepare"),
  DUPLICATE_FILE: row("prepare"),
  // WebCrypto is there on https and localhost only
  INSECURE_CONTEXT: row("prepare", "developer"),
  INPUT_INVALID: row("ticket", "developer"),
  UNAUTHORIZED: row("ticket"),
  FORBIDDEN: row("ticket"),
  RATE_LIMITED: row("ticket", "person", "new-ticket"),
  QUOTA_EXCEEDED: row("ticket"),
  SERVER_UNREACHABLE: row("ticket", "operator", "new-ticket"),
  NETWORK: row("transfer", "person", "same-ticket"),
  STORAGE_UNAVAILABLE: row("transfer", "operator", "same-ticket"),
  STORAGE_REFUSED: row("transfer", "developer"),
  TICKET_EXPIRED: row("transfer", "person", "new-ticket"),
  CLAIM_INVALID: row("complete", "developer"),
  OBJECT_MISSING: row("complete", "person", "new-ticket"),
  OBJECT_MISMATCH: row("complete"),
  PROCESSING_FAILED: row("complete"),
  // by the app's own inspection: a virus scanner, a moderator
  IMAGE_REFUSED: row("complete"),
  INTERNAL: row("complete", "operator", "complete"),
};

/** Where nothing else is said, it is for the person to change, and the same again would end the same way. */
function row(
  stage: ErrorRow["stage"],
  mover: ErrorRow["mover"] = "person",
  retry: RetryKind = "never",
): ErrorRow {
  return { stage, mover, retry };
}

export type UploadErrorCode = keyof typeof errorTable;

/**
 * Will it be the same however often it is tried? As an answer of `completeUpload` it ends the upload, so that only
 * another ticket may lead to another end. Who signs in again, or mends the storage, goes on where it was.
 */
export function isFinal(code: UploadErrorCode): boolean {
  const { stage, retry } = errorTable[code];
  return retry === "never" && stage !== "transfer" && code !== "UNAUTHORIZED";
}

/** The file itself is at fault: no other ticket would help either. */
export function isFilesFault(code: UploadErrorCode): boolean {
  const { stage, mover } = errorTable[code];
  return isFinal(code) && stage !== "ticket" && mover === "person";
}

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
