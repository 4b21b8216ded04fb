/** The default transport: a multipart POST through XMLHttpRequest, because `fetch` tells no progress. */
import { uploadError } from "../upload-error.ts";
import type { Clock } from "./clock.ts";
import { readRetryAfter } from "./retry.ts";
import type { StorageAnswer } from "./read-storage-answer.ts";
import { answerMs, stallMs, watchOver, type WatchedStep } from "./watch-over.ts";

export type StorageForm = {
  url: string;
  /** sent before the file, in this order */
  fields: Record<string, string>;
  file: Blob;
  /** bytes of the file that were handed to the system; storage has them only when it answers */
  onProgress: (loadedBytes: number) => void;
  signal: AbortSignal;
  clock: Clock;
};

/**
 * Sends a form and gives back whatever storage answers, good or bad.
 * @throws NETWORK when there is no answer; then it is unclear whether the bytes arrived. The signal's reason on abort
 */
export type Transport = (form: StorageForm) => Promise<StorageAnswer>;

export const postForm: Transport = ({ url, fields, file, onProgress, ...sender }) => {
  const send: WatchedStep<StorageAnswer> = (signal, expectWithin) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      signal.addEventListener("abort", () => xhr.abort());
      xhr.upload.addEventListener("progress", ({ loaded, total }) => {
        expectWithin(stallMs);
        // `total` counts the form's other fields too.
        onProgress(Math.floor((loaded / total) * file.size));
      });
      xhr.upload.addEventListener("load", () => expectWithin(answerMs(file.size)));
      xhr.addEventListener("loadend", () => {
        const { status, responseText: body } = xhr;
        // A browser tells no more, so that a page cannot look around in its visitor's network.
        if (status === 0) return reject(new Error(noAnswer));
        // Only then is it of use, and a browser complains about each header that the bucket's CORS rules do not expose.
        const header = status < 429 ? null : xhr.getResponseHeader("Retry-After");
        resolve({ status, body, retryAfterMs: readRetryAfter(header) });
      });
      xhr.open("POST", url);
      expectWithin(stallMs);
      xhr.send(toFormData(fields, file));
    });
  return watchOver(sender, send, (cause) => uploadError("NETWORK", { cause }));
};

const noAnswer = "status 0: no connection, or not allowed by the bucket's CORS rules";

function toFormData(fields: Record<string, string>, file: Blob): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  // S3 ignores what comes after the file. Its own name is nobody's business there.
  form.append("file", file, "file");
  return form;
}
