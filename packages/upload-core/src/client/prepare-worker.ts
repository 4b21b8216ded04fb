/** The worker's side: one answer to each job. */
import { toUploadError, type Refusal } from "../upload-error.ts";
import { prepareInline, type FileDescription, type PrepareJob } from "./prepare-inline.ts";

/** `file` is there when it is not the one that came. */
export type WorkerAnswer = { description: FileDescription; file?: Blob } | { refusal: Refusal };

addEventListener("message", ({ data: job }: MessageEvent<PrepareJob>) => {
  const answer = (message: WorkerAnswer): void => postMessage(message);
  void prepareInline(job).then(
    ({ file, description }) => answer(file === job.file ? { description } : { description, file }),
    (error: unknown) => answer({ refusal: toUploadError(error).refusal }),
  );
});
