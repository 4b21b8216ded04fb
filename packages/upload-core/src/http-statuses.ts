/** The HTTP status of the answer that carries a refusal. A column of the error table that browsers have no use for. */
import type { UploadErrorCode } from "./error-table.ts";

export const httpStatuses = {
  FILE_EMPTY: 422,
  FILE_TOO_LARGE: 413,
  FILE_TYPE_NOT_ALLOWED: 415,
  FILE_UNREADABLE: 422,
  FILE_LOST: 422,
  IMAGE_UNREADABLE: 422,
  IMAGE_ANIMATED: 422,
  IMAGE_DIMENSIONS: 422,
  TOO_MANY_FILES: 422,
  DUPLICATE_FILE: 422,
  INSECURE_CONTEXT: 400,
  INPUT_INVALID: 400,
  UNAUTHORIZED: 401,
  // Whether it exists is not told to those it does not belong to.
  FORBIDDEN: 404,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 422,
  SERVER_UNREACHABLE: 503,
  NETWORK: 503,
  STORAGE_UNAVAILABLE: 503,
  STORAGE_REFUSED: 502,
  TICKET_EXPIRED: 422,
  CLAIM_INVALID: 400,
  OBJECT_MISSING: 422,
  OBJECT_MISMATCH: 422,
  PROCESSING_FAILED: 422,
  IMAGE_REFUSED: 422,
  INTERNAL: 500,
} as const satisfies Record<UploadErrorCode, number>;
