/** The default transport: a multipart POST through XMLHttpRequest, because `fetch` tells no progress. */
import { uploadError } from "../upload-error.ts";
import type { Clock } from "./clock.ts";
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

export const postForm: Transport = ({ url, fields, file, onProgress, signal, clock }) =>
  new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let stopTimer = (): void => {};
    const settle = (finish: () => void): void => {
      stopTimer();
      signal.removeEventListener("abort", abort);
      finish();
    };
    const abort = (): void => {
      settle(() => reject(signal.reason as Error));
      xhr.abort();
    };
    const fail = (cause: unknown): void => settle(() => reject(uploadError("NETWORK", { cause })));
    const expectWithin = (delayMs: number): void => {
      stopTimer();
      stopTimer = clock.after(delayMs, () => {
        fail(`nothing happened for ${delayMs} ms`);
        xhr.abort();
      });
    };

    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    xhr.upload.addEventListener("progress", ({ loaded, total }) => {
      expectWithin(stallMs);
      // `total` counts the form's other fields too.
      onProgress(Math.floor((loaded / total) * file.size));
    });
    xhr.upload.addEventListener("load", () => expectWithin(answerMs(file.size)));
    xhr.addEventListener("load", () =>
      settle(() => resolve({ status: xhr.status, body: xhr.responseText })),
    );
    xhr.addEventListener("error", () =>
      // A browser tells no more, so that a page cannot look around in its visitor's network.
      fail(
        "status 0: no connection, or the bucket's CORS rules do not allow POST from this origin",
      ),
    );

    xhr.open("POST", url);
    expectWithin(stallMs);
    xhr.send(toFormData(fields, file));
  });

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
