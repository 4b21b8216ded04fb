/** Workers that prepare files: started on demand, kept while there is work, ended when idle, canceled or broken. */
import { uploadError } from "../upload-error.ts";
import { abortable } from "./abortable.ts";
import type { PrepareJob } from "./prepare-inline.ts";
import type { WorkerAnswer } from "./prepare-worker.ts";
import { createSlots, type HoldSlot } from "./slots.ts";

export type PreparePool = {
  /**
   * As many jobs at a time as there are slots.
   * @returns null where workers do not run
   * @throws INTERNAL when one that used to run breaks down or does not answer
   */
  run: (job: PrepareJob, signal: AbortSignal) => Promise<WorkerAnswer | null>;
  hold: HoldSlot;
};

let pagePool: (PreparePool & { end: () => void }) | undefined;
let userCount = 0;

/**
 * Of all lists of a page together, because they share its cores and its memory.
 * @param signal ends with the list; with the last one end all workers that have nothing to do, an aborted job has ended its own
 */
export function sharePreparePool(signal: AbortSignal): PreparePool {
  userCount += 1;
  signal.addEventListener("abort", () => {
    userCount -= 1;
    if (userCount > 0) return;
    pagePool?.end();
    pagePool = undefined;
  });
  return (pagePool ??= createPreparePool());
}

function createPreparePool(): PreparePool & { end: () => void } {
  const idle: Worker[] = [];
  let isRunnable: boolean | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const end = (): void => {
    clearTimeout(timer);
    idle.splice(0).forEach((worker) => worker.terminate());
  };

  const run: PreparePool["run"] = async (job, signal) => {
    const worker = isRunnable === false ? null : (idle.pop() ?? startWorker());
    let answer: WorkerAnswer | null = null;
    try {
      answer = worker && (await ask(worker, job, signal));
      // What took a worker down that runs elsewhere would take the page down, too.
      if (!answer && isRunnable) throw uploadError("INTERNAL", { cause: "the worker broke down" });
      isRunnable = answer !== null;
      return answer;
    } finally {
      if (worker && answer) {
        idle.push(worker);
        clearTimeout(timer);
        timer = setTimeout(end, idleMs);
      } else worker?.terminate();
    }
  };

  return { run, hold: createSlots(countWorkers), end };
}

const idleMs = 30_000;

/** Much longer than a small phone takes for a very large picture. */
const answerMs = 120_000;

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

/**
 * @returns null when the worker could not be loaded, broke down or did not answer
 * @throws the signal's reason
 */
function ask(worker: Worker, job: PrepareJob, signal: AbortSignal): Promise<WorkerAnswer | null> {
  let timer: ReturnType<typeof setTimeout>;
  const answered = new Promise<WorkerAnswer | null>((resolve) => {
    // One job at a time: the next one's listeners take the place of these.
    // eslint-disable-next-line unicorn/prefer-add-event-listener
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => resolve(data);
    // eslint-disable-next-line unicorn/prefer-add-event-listener
    worker.onerror = () => resolve(null);
    timer = setTimeout(() => resolve(null), answerMs);
    worker.postMessage(job);
  });
  return abortable(answered, signal).finally(() => clearTimeout(timer));
}
