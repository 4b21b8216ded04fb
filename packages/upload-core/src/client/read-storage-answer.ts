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
 * What a 403 means. "Expired" is said only in a sentence, and a sentence is not compared, so every first one may be of a
 * clock that runs differently; when a new ticket has the same answer, it is a refusal.
 */
export type Forbidden = "TICKET_EXPIRED" | "STORAGE_REFUSED";

/**
 * @returns null when the file is stored
 * @see AWS S3 API, "Error responses"
 */
export function readStorageAnswer(answer: StorageAnswer, forbidden: Forbidden): UploadError | null {
  const { status, body, retryAfterMs } = answer;
  if (status < 300) return null;
  const cause = { cause: answer };
  if (status === 429 || status >= 500 || interrupted.test(body)) {
    return new UploadError({ code: "STORAGE_UNAVAILABLE", details: { retryAfterMs } }, cause);
  }
  if (otherBytes.test(body)) return uploadError("OBJECT_MISMATCH", cause);
  return uploadError(status === 403 ? forbidden : "STORAGE_REFUSED", cause);
}

/** The ticket was made for these bytes, so the file has changed since. */
const otherBytes = /<Code>(EntityToo(Large|Small)|BadDigest|XAmzContentChecksumMismatch)</;

const interrupted = /<Code>(RequestTimeout|IncompleteBody)</;
