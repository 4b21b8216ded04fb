/** Runs the sweep at start and every few minutes, never twice at once. */
import { logError } from "./log.ts";

const intervalMs = 5 * 60 * 1000;

/**
 * @param sweep one run
 * @returns ends it, after the run that is under way
 */
export function startSweep(sweep: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<unknown> | null = null;
  const run = (): void => {
    running ??= sweep()
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
    await running;
  };
}
