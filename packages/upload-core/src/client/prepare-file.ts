/** Makes a file ready to be asked a ticket for; off the main thread where there are workers. */
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
  let worker: Worker | null | undefined;

  const describe = async (file: Blob, policy: ImagePolicy): Promise<FileDescription> => {
    if (worker === undefined) worker = startWorker();
    const answer = worker && (await ask(worker, { file, policy }));
    if (!answer) {
      worker = null;
      const { prepareInline } = await import("./prepare-inline.ts");
      return prepareInline(file, policy);
    }
    if ("refusal" in answer) throw new UploadError(answer.refusal);
    return answer.description;
  };

  return {
    prepare: async (file, policy) => ({ file, description: await describe(file, policy) }),
    dispose: () => {
      worker?.terminate();
      worker = undefined;
    },
  };
}

function startWorker(): Worker | null {
  try {
    // `.js` is the built file's name; bundlers that read the source find the `.ts` beside it.
    return new Worker(new URL("./prepare-worker.js", import.meta.url), { type: "module" });
  } catch {
    return null;
  }
}

/** @returns null when the worker could not be loaded or broke down */
function ask(worker: Worker, job: WorkerJob): Promise<WorkerAnswer | null> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const breakDown = (): void => resolve(null);
    worker.addEventListener("error", breakDown);
    port1.addEventListener("message", ({ data }: MessageEvent<WorkerAnswer>) => {
      resolve(data);
      port1.close();
      worker.removeEventListener("error", breakDown);
    });
    port1.start();
    worker.postMessage(job, [port2]);
  });
}
