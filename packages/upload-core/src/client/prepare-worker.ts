/** The worker's side: each job brings the port that its answer goes to. */
import type { ImagePolicy } from "../image-policy.ts";
import type { Refusal } from "../upload-error.ts";
import { prepareInline, type FileDescription } from "./prepare-inline.ts";
import { toUploadError } from "../upload-error.ts";

export type WorkerJob = { file: Blob; policy: ImagePolicy };

export type WorkerAnswer = { description: FileDescription } | { refusal: Refusal };

addEventListener("message", ({ data: { file, policy }, ports }: MessageEvent<WorkerJob>) => {
  const answer = (message: WorkerAnswer): void => ports[0]?.postMessage(message);
  void prepareInline(file, policy).then(
    (description) => answer({ description }),
    (error: unknown) => answer({ refusal: toUploadError(error).refusal }),
  );
});
