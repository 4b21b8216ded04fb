/** Workers that prepare files: started on demand, kept while there is work, ended with it or when something goes wrong. */
import { toUploadError } from "../upload-error.ts";
import { systemClock } from "./clock.ts";
import type { PrepareJob } from "./prepare-inline.ts";
import type { WorkerAnswer, WorkerMessage } from "./prepare-worker.ts";
import { createSlots, type HoldSlot } from "./slots.ts";
import { watchOver, type WatchedStep } from "./watch-over.ts";

const idle: Worker[] = [];

/** A turn at a worker. All lists of a page take turns, because they share its cores and its memory. */
export const holdWorker: HoldSlot = createSlots(countWorkers, () => {
  for (const worker of idle.splice(0)) worker.terminate();
});

/**
 * For whoever holds a turn.
 * @returns null where workers do not run
 * @throws INTERNAL when one breaks down over its work or does not end it · the signal's reason
 */
export async function prepareInWorker(
  job: PrepareJob,
  signal: AbortSignal,
): Promise<WorkerAnswer | null> {
  const worker = idle.pop() ?? startWorker();
  let answer: WorkerAnswer | null = null;
  try {
    answer = worker && (await ask(worker, job, signal));
    return answer;
  } finally {
    if (worker && answer) idle.push(worker);
    else worker?.terminate();
  }
}

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

async function ask(
  worker: Worker,
  job: PrepareJob,
  signal: AbortSignal,
): Promise<WorkerAnswer | null> {
  let isAtWork = false;
  const work: WatchedStep<WorkerAnswer> = (_signal, expectWithin) =>
    new Promise((resolve, reject) => {
      // One job at a time: the next one's listeners take the place of these.
      // eslint-disable-next-line unicorn/prefer-add-event-listener
      worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
        isAtWork = true;
        if (data !== "at work") resolve(data);
      };
      // eslint-disable-next-line unicorn/prefer-add-event-listener
      worker.onerror = reject;
      expectWithin(answerMs);
      worker.postMessage(job);
    });
  try {
    return await watchOver({ signal, clock: systemClock }, work, toUploadError);
  } catch (error) {
    // What takes a worker down would take the page down, too.
    if (isAtWork || signal.aborted) throw error;
    return null;
  }
}
