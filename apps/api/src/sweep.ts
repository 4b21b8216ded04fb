/** Runs the sweep at start and every few minutes, never twice at once in one process. */
import { setTimeout as delay } from "node:timers/promises";
import { logError } from "./log.ts";

const intervalMs = 5 * 60 * 1000;
const maxWaitMs = 10_000;

/**
 * @param sweep one run, which stops early when its signal aborts
 * @returns ends it for good, and waits for the run that is under way, 10 s at most
 */
export function startSweep(sweep: (signal: AbortSignal) => Promise<unknown>): () => Promise<void> {
  const controller = new AbortController();
  let running: Promise<unknown> | null = null;
  const run = (): void => {
    running ??= sweep(controller.signal)
      .catch((error: unknown) => logError("sweep", error))
      .finally(() => {
        running = null;
      });
  };
  run();
  const timer = setInterval(run, intervalMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    controller.abort();
    await Promise.race([running, delay(maxWaitMs, null, { ref: false })]);
  };
}
