/** The one error class: a code of the table, its typed details, and the foreign error as `cause`. */
import {
  errorTable,
  type UploadErrorCode,
  type UploadErrorDetails,
  type UploadErrorDetailsByCode,
} from "./error-table.ts";

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

/** Codes that carry no details. */
export type PlainErrorCode = Exclude<UploadErrorCode, keyof UploadErrorDetailsByCode>;

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
 * @returns null when it is not ours, e.g. from a newer server or another library
 */
export function parseRefusal(value: unknown): Refusal | null {
  if (typeof value !== "object" || value === null || !("code" in value)) return null;
  if (typeof value.code !== "string" || !Object.hasOwn(errorTable, value.code)) return null;
  const details = "details" in value && typeof value.details === "object" ? value.details : {};
  // The code was checked against the table; details come from the same table on the server.
  return { code: value.code, details: details ?? {} } as Refusal;
}
