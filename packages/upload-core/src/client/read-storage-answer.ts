/** What the storage's answer to a form means. */
import { UploadError, uploadError } from "../upload-error.ts";

export type StorageAnswer = {
  status: number;
  /** S3's XML, or empty */
  body: string;
  /** how long it asks to be left alone; 0 or left out when it did not say */
  retryAfterMs?: number;
};

/**
 * @param isRefusedAgain a new ticket was tried already: "expired" is said only in a sentence, and a sentence is not
 *   compared, so every first 403 may be one of a clock that runs differently
 * @returns null when the file is stored
 * @see AWS S3 API, "Error responses"
 */
export function readStorageAnswer(
  answer: StorageAnswer,
  isRefusedAgain: boolean,
): UploadError | null {
  const { status, body, retryAfterMs } = answer;
  if (status < 300) return null;
  const cause = { cause: answer };
  if (status === 429 || status >= 500 || interrupted.test(body)) {
    return new UploadError({ code: "STORAGE_UNAVAILABLE", details: { retryAfterMs } }, cause);
  }
  if (status === 403 && !isRefusedAgain) return uploadError("TICKET_EXPIRED", cause);
  return uploadError(otherBytes.test(body) ? "OBJECT_MISMATCH" : "STORAGE_REFUSED", cause);
}

/** The ticket was made for these bytes, so the file has changed since. */
const otherBytes = /<Code>(EntityToo(Large|Small)|BadDigest|XAmzContentChecksumMismatch)</;

const interrupted = /<Code>(RequestTimeout|IncompleteBody)</;
