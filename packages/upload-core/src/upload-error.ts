/** The one error class: a code of the table, its typed details, and the foreign error as `cause`. */
import type { UploadErrorCode, UploadErrorDetails } from "./error-table.ts";

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
