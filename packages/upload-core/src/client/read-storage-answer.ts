/** What the storage's answer to a form means. */
import { UploadError, uploadError, type PlainErrorCode } from "../upload-error.ts";

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
  const s3Code = /<Code>(\w+)</.exec(body)?.[1] ?? "";
  if (status === 429 || status >= 500 || interrupted.includes(s3Code)) {
    return new UploadError(
      { code: "STORAGE_UNAVAILABLE", details: { retryAfterMs } },
      { cause: answer },
    );
  }
  const code: PlainErrorCode =
    status === 403 && !isRefusedAgain
      ? "TICKET_EXPIRED"
      : otherBytes.includes(s3Code)
        ? "OBJECT_MISMATCH"
        : "STORAGE_REFUSED";
  return uploadError(code, { cause: answer });
}

/** The ticket was made for these bytes, so the file has changed since. */
const otherBytes = ["EntityTooLarge", "EntityTooSmall", "BadDigest", "XAmzContentChecksumMismatch"];

const interrupted = ["RequestTimeout", "IncompleteBody"];
