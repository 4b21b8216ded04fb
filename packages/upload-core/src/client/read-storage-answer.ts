/** What the storage's answer to a form means. */
import { uploadError, type PlainErrorCode, type UploadError } from "../upload-error.ts";

export type StorageAnswer = {
  status: number;
  /** S3's XML, or empty */
  body: string;
};

/**
 * @param isTicketOld its life is over, or nearly: S3 says "expired" only in a sentence, and a sentence is not compared
 * @returns null when the file is stored
 * @see AWS S3 API, "Error responses"
 */
export function readStorageAnswer(answer: StorageAnswer, isTicketOld: boolean): UploadError | null {
  if (storedStatuses.includes(answer.status)) return null;
  return uploadError(codeOf(answer, isTicketOld), { cause: answer });
}

const storedStatuses = [200, 201, 204];

function codeOf({ status, body }: StorageAnswer, isTicketOld: boolean): PlainErrorCode {
  if (status === 429 || status >= 500) return "STORAGE_UNAVAILABLE";
  if (status === 403 && isTicketOld) return "TICKET_EXPIRED";
  const code = /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? "";
  if (interrupted.includes(code)) return "STORAGE_UNAVAILABLE";
  return status === 400 && otherBytes.includes(code) ? "OBJECT_MISMATCH" : "STORAGE_REFUSED";
}

/** The ticket was made for these bytes, so the file has changed since. */
const otherBytes = ["EntityTooLarge", "EntityTooSmall", "BadDigest", "XAmzContentChecksumMismatch"];

const interrupted = ["RequestTimeout", "IncompleteBody"];
