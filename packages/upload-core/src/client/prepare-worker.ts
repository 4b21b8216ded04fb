/** The worker's side: a sign that a job has reached it, and one answer. */
import { toUploadError, type Refusal } from "../upload-error.ts";
import { prepareInline, type FileDescription, type PrepareJob } from "./prepare-inline.ts";

/** `file` is there when it is not the one that came. */
export type WorkerAnswer = { description: FileDescription; file?: Blob } | { refusal: Refusal };

export type WorkerMessage = WorkerAnswer | "at work";

addEventListener("message", ({ data: job }: MessageEvent<PrepareJob>) => {
  const answer = (message: WorkerMessage): void => postMessage(message);
  answer("at work");
  void prepareInline(job).then(
    ({ file, description }) => answer(file === job.file ? { description } : { description, file }),
    (error: unknown) => answer({ refusal: toUploadError(error).refusal }),
  );
});
