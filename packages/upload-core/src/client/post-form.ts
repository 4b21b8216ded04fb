/** The default transport: a multipart POST through XMLHttpRequest, because `fetch` tells no progress. */
import { uploadError } from "../upload-error.ts";
import { abortable, type Clock } from "./clock.ts";
import type { StorageAnswer } from "./read-storage-answer.ts";

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

export const postForm: Transport = async ({ url, fields, file, onProgress, signal, clock }) => {
  signal.throwIfAborted();
  const xhr = new XMLHttpRequest();
  let stopTimer = (): void => {};

  const answered = new Promise<StorageAnswer>((resolve, reject) => {
    const fail = (cause: string): void => reject(uploadError("NETWORK", { cause }));
    const expectWithin = (delayMs: number): void => {
      stopTimer();
      stopTimer = clock.after(delayMs, () => fail(`no progress for ${delayMs} ms`));
    };
    xhr.upload.addEventListener("progress", ({ loaded, total }) => {
      expectWithin(stallMs);
      // `total` counts the form's other fields too.
      onProgress(Math.floor((loaded / total) * file.size));
    });
    xhr.upload.addEventListener("load", () => expectWithin(answerMs(file.size)));
    xhr.addEventListener("load", () => resolve({ status: xhr.status, body: xhr.responseText }));
    // A browser tells no more, so that a page cannot look around in its visitor's network.
    xhr.addEventListener("error", () =>
      fail("status 0: no connection, or not allowed by the bucket's CORS rules"),
    );
    xhr.open("POST", url);
    expectWithin(stallMs);
    xhr.send(toFormData(fields, file));
  });

  try {
    return await abortable(answered, signal);
  } finally {
    stopTimer();
    // Ends what is still under way; does nothing after an answer.
    xhr.abort();
  }
};

const stallMs = 20_000;

/** A slow line may still be sending from the system's buffers when the browser has nothing left to hand over. */
function answerMs(sizeBytes: number): number {
  return 30_000 + (sizeBytes / 16_000) * 1000;
}

function toFormData(fields: Record<string, string>, file: Blob): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  // S3 ignores what comes after the file. Its own name is nobody's business there.
  form.append("file", file, "file");
  return form;
}
