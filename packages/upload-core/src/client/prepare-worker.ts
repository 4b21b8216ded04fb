/** The worker's side: one file at a time, answers in order. */
import type { ImagePolicy } from "../image-policy.ts";
import type { Refusal } from "../upload-error.ts";
import { prepareInline, type FileDescription } from "./prepare-inline.ts";
import { toUploadError } from "./retry.ts";

export type WorkerJob = { id: number; file: Blob; policy: ImagePolicy };

export type WorkerAnswer = { id: number } & (
  | { status: "prepared"; description: FileDescription }
  | { status: "refused"; refusal: Refusal }
);

addEventListener("message", ({ data: { id, file, policy } }: MessageEvent<WorkerJob>) => {
  const answer = (message: WorkerAnswer): void => postMessage(message);
  void prepareInline(file, policy).then(
    (description) => answer({ id, status: "prepared", description }),
    (error: unknown) => answer({ id, status: "refused", refusal: toUploadError(error).refusal }),
  );
});
