/** The one error class: a code of the table, its typed details, and the foreign error as `cause`. */
import { errorTable, type UploadErrorCode, type UploadErrorDetails } from "./error-table.ts";

/** A "no" as data: what `checkFile` returns and what travels over the wire. */
export type Refusal = {
  [Code in UploadErrorCode]: { code: Code; details: UploadErrorDetails<Code> };
}[UploadErrorCode];

export class UploadError extends Error {
  override readonly name = "UploadError";
  readonly refusal: Refusal;

  /**
   * @param refusal code and details; what may be shown to anyone
   * @param options.cause the foreign error, which never leaves the process
   */
  constructor(refusal: Refusal, options?: { cause?: unknown }) {
    super(refusal.code, options);
    this.refusal = refusal;
  }

  get code(): UploadErrorCode {
    return this.refusal.code;
  }
}

/** Codes that need no details. */
export type PlainErrorCode = {
  [Code in UploadErrorCode]: Record<string, never> extends UploadErrorDetails<Code> ? Code : never;
}[UploadErrorCode];

/** An error whose code says it all. */
export function uploadError(code: PlainErrorCode, options?: { cause?: unknown }): UploadError {
  return new UploadError({ code, details: {} }, options);
}

/** What nobody foresaw is ours. */
export function toUploadError(cause: unknown): UploadError {
  return isUploadError(cause) ? cause : uploadError("INTERNAL", { cause });
}

/** @param code when given, only an error of this code counts */
export function isUploadError(error: unknown, code?: UploadErrorCode): error is UploadError {
  return error instanceof UploadError && (code === undefined || error.code === code);
}

/**
 * Reads `{ code, details }` as it came over the wire.
 * @returns null when it is not ours or not as we know it, e.g. from a newer server or another library; then the HTTP status says more
 */
export function parseRefusal(value: unknown): Refusal | null {
  // Anything may have come; of what is no object, `Object` makes one without these properties.
  const { code, details } = Object(value) as Record<string, unknown>;
  if (typeof code !== "string" || !Object.hasOwn(errorTable, code)) return null;
  const given = Object(details) as Record<string, unknown>;
  // Both were checked: the code against the table, and what its texts need against what is there.
  return isWhole(code, given) ? ({ code, details: given } as Refusal) : null;
}

/** What of the details has to be a number; `retryAfterMs` has to be one wherever it is. */
const numbers: Record<string, string[]> = {
  FILE_TOO_LARGE: ["sizeBytes", "maxSizeBytes"],
  IMAGE_DIMENSIONS: ["width", "height", "max"],
  TOO_MANY_FILES: ["maxFiles"],
  RATE_LIMITED: ["retryAfterMs"],
};

function isWhole(code: string, details: Record<string, unknown>): boolean {
  const { actualType, allowedTypes, limit, retryAfterMs = 0 } = details;
  const needed = (numbers[code] ?? []).map((name) => details[name]);
  if (![retryAfterMs, ...needed].every(Number.isFinite)) return false;
  if (code === "IMAGE_DIMENSIONS") return ["pixels", "side", "ratio"].includes(limit as string);
  if (code !== "FILE_TYPE_NOT_ALLOWED") return true;
  const texts = Array.isArray(allowedTypes) ? [actualType ?? "", ...allowedTypes] : [null];
  return texts.every((text) => typeof text === "string");
}
