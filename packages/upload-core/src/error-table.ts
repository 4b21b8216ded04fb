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
  httpStatus: number;
};

export const errorTable = {
  FILE_EMPTY: { stage: "prepare", mover: "person", retry: "never", httpStatus: 422 },
  FILE_TOO_LARGE: { stage: "prepare", mover: "person", retry: "never", httpStatus: 413 },
  FILE_TYPE_NOT_ALLOWED: { stage: "prepare", mover: "person", retry: "never", httpStatus: 415 },
  FILE_UNREADABLE: { stage: "prepare", mover: "person", retry: "never", httpStatus: 422 },
  IMAGE_UNREADABLE: { stage: "prepare", mover: "person", retry: "never", httpStatus: 422 },
  IMAGE_ANIMATED: { stage: "prepare", mover: "person", retry: "never", httpStatus: 422 },
  IMAGE_DIMENSIONS: { stage: "prepare", mover: "person", retry: "never", httpStatus: 422 },
  TOO_MANY_FILES: { stage: "prepare", mover: "person", retry: "never", httpStatus: 422 },
  DUPLICATE_FILE: { stage: "prepare", mover: "person", retry: "never", httpStatus: 422 },
  // WebCrypto is there on https and localhost only
  INSECURE_CONTEXT: { stage: "prepare", mover: "developer", retry: "never", httpStatus: 400 },
  INPUT_INVALID: { stage: "ticket", mover: "developer", retry: "never", httpStatus: 400 },
  UNAUTHORIZED: { stage: "ticket", mover: "person", retry: "never", httpStatus: 401 },
  // 404: whether it exists is not told to those it does not belong to
  FORBIDDEN: { stage: "ticket", mover: "person", retry: "never", httpStatus: 404 },
  RATE_LIMITED: { stage: "ticket", mover: "person", retry: "new-ticket", httpStatus: 429 },
  QUOTA_EXCEEDED: { stage: "ticket", mover: "person", retry: "never", httpStatus: 422 },
  SERVER_UNREACHABLE: { stage: "ticket", mover: "operator", retry: "new-ticket", httpStatus: 503 },
  NETWORK: { stage: "transfer", mover: "person", retry: "same-ticket", httpStatus: 503 },
  STORAGE_UNAVAILABLE: {
    stage: "transfer",
    mover: "operator",
    retry: "same-ticket",
    httpStatus: 503,
  },
  STORAGE_REFUSED: { stage: "transfer", mover: "developer", retry: "never", httpStatus: 502 },
  TICKET_EXPIRED: { stage: "transfer", mover: "person", retry: "new-ticket", httpStatus: 422 },
  CLAIM_INVALID: { stage: "complete", mover: "developer", retry: "never", httpStatus: 400 },
  OBJECT_MISSING: { stage: "complete", mover: "person", retry: "new-ticket", httpStatus: 422 },
  OBJECT_MISMATCH: { stage: "complete", mover: "person", retry: "never", httpStatus: 422 },
  PROCESSING_FAILED: { stage: "complete", mover: "person", retry: "never", httpStatus: 422 },
  INTERNAL: { stage: "complete", mover: "operator", retry: "complete", httpStatus: 500 },
} as const satisfies Record<string, ErrorRow>;

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
};

export type UploadErrorDetails<Code extends UploadErrorCode = UploadErrorCode> =
  Code extends keyof UploadErrorDetailsByCode
    ? UploadErrorDetailsByCode[Code]
    : Record<string, never>;
