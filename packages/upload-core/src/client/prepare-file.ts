/** Makes a file ready to be asked a ticket for; off the main thread where there are workers. */
import { checkSize } from "../check-file.ts";
import type { ImagePolicy } from "../image-policy.ts";
import { UploadError } from "../upload-error.ts";
import type { FileDescription } from "./prepare-inline.ts";
import type { WorkerAnswer, WorkerJob } from "./prepare-worker.ts";

/** `file` is what will be sent; the description is of its bytes. */
export type PreparedFile = { file: Blob; description: FileDescription };

/**
 * @param signal nobody waits for the answer any more
 * @throws UploadError with what is wrong with the file
 */
export type Prepare = (
  file: Blob,
  policy: ImagePolicy,
  signal: AbortSignal,
) => Promise<PreparedFile>;

/**
 * The worker is started by the first file and kept until `dispose`; another file starts it again.
 * Where none can be started (Node, a page's CSP, a bundler that lost its file) the work is done inline.
 */
export function createPreparer(): { prepare: Prepare; dispose: () => void } {
  let worker: PrepareWorker | null | undefined;

  const describe = async (file: Blob, policy: ImagePolicy): Promise<FileDescription> => {
    if (worker === undefined) worker = startWorker();
    const answer = await worker?.ask(file, policy);
    if (answer?.status === "prepared") return answer.description;
    if (answer?.status === "refused") throw new UploadError(answer.refusal);
    worker = null;
    const { prepareInline } = await import("./prepare-inline.ts");
    return prepareInline(file, policy);
  };

  return {
    prepare: async (file, policy) => {
      const refusal = checkSize(file.size, policy);
      if (refusal) throw new UploadError(refusal);
      return { file, description: await describe(file, policy) };
    },
    dispose: () => {
      worker?.stop();
      worker = undefined;
    },
  };
}

type PrepareWorker = {
  /** @returns null when the worker could not start or broke down */
  ask: (file: Blob, policy: ImagePolicy) => Promise<WorkerAnswer | null>;
  stop: () => void;
};

function startWorker(): PrepareWorker | null {
  const pending = new Map<number, (answer: WorkerAnswer | null) => void>();
  let lastId = 0;
  const giveUp = (): void => {
    for (const resolve of pending.values()) resolve(null);
    pending.clear();
  };

  try {
    // `.js` is the built file's name; bundlers that read the source find the `.ts` beside it.
    const worker = new Worker(new URL("./prepare-worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<WorkerAnswer>) => {
      pending.get(data.id)?.(data);
      pending.delete(data.id);
    });
    worker.addEventListener("error", giveUp);
    return {
      ask: (file, policy) =>
        new Promise((resolve) => {
          const id = (lastId += 1);
          pending.set(id, resolve);
          worker.postMessage({ id, file, policy } satisfies WorkerJob);
        }),
      stop: () => worker.terminate(),
    };
  } catch {
    return null;
  }
}
