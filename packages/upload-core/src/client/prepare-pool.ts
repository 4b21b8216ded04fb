/** Workers that prepare files: started on demand, kept while there is work, ended when idle, canceled or broken. */
import { abortable } from "./clock.ts";
import type { PrepareJob } from "./prepare-inline.ts";
import type { WorkerAnswer } from "./prepare-worker.ts";

type PreparePool = {
  /**
   * As many jobs at a time as there are workers; `countWorkers` says how many that should be.
   * @returns null where workers do not run
   */
  run: (job: PrepareJob, signal: AbortSignal) => Promise<WorkerAnswer | null>;
  /** ends all that have nothing to do; an aborted job has ended its own */
  dispose: () => void;
};

export function createPreparePool(): PreparePool {
  const idle: Worker[] = [];
  let isBroken = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const dispose = (): void => {
    clearTimeout(timer);
    idle.splice(0).forEach((worker) => worker.terminate());
  };

  const run: PreparePool["run"] = async (job, signal) => {
    const worker = isBroken ? null : (idle.pop() ?? startWorker());
    let answer: WorkerAnswer | null = null;
    try {
      answer = worker && (await abortable(ask(worker, job), signal));
      isBroken = !answer;
      return answer;
    } finally {
      if (worker && answer) {
        idle.push(worker);
        clearTimeout(timer);
        timer = setTimeout(dispose, idleMs);
      } else worker?.terminate();
    }
  };

  return { run, dispose };
}

const idleMs = 30_000;

/** One core is left to the page, and 2 GB to each worker: a photo of 48 megapixels takes 400 MB on its way. */
export function countWorkers(): number {
  // Not every browser tells its memory, and not every Node has a navigator.
  const { hardwareConcurrency = 2, deviceMemory = 4 } = (globalThis.navigator ?? {}) as {
    hardwareConcurrency?: number;
    deviceMemory?: number;
  };
  return Math.max(1, Math.min(4, hardwareConcurrency - 1, deviceMemory / 2));
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
function ask(worker: Worker, job: PrepareJob): Promise<WorkerAnswer | null> {
  return new Promise((resolve) => {
    // One job at a time: the next one's listeners take the place of these.
    // eslint-disable-next-line unicorn/prefer-add-event-listener
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => resolve(data);
    // eslint-disable-next-line unicorn/prefer-add-event-listener
    worker.onerror = () => resolve(null);
    worker.postMessage(job);
  });
}
