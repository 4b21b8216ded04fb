/** What the page's own thread had to do, from Chromium's trace: a test asks for it, Node answers beside the browser. */
import type { BrowserCommand } from "vitest/node";

declare module "vitest/browser" {
  interface BrowserCommands {
    watchTasks: () => Promise<void>;
    /** @param mark the name of a performance mark that the page has just set. @returns the longest task first */
    endTasks: (mark: string) => Promise<PageTask[]>;
  }
}

/** One turn of the event loop. */
type PageTask = {
  /** of the processor: a busy machine makes a task later, but not longer */
  processorMs: number;
  /** the browser's own function that asked for it */
  postedBy: string;
};

/** @see Google, "Trace Event Format": times in microseconds */
type TraceEvent = {
  name: string;
  pid: number;
  tid: number;
  tdur?: number;
  args: { src_func?: string };
};

export const watchTasks: BrowserCommand = async ({ page }) => {
  const categories = ["-*", "toplevel", "blink.user_timing"];
  await page.context().browser()!.startTracing(page, { categories });
};

export const endTasks: BrowserCommand<[mark: string]> = async ({ page }, mark) => {
  const trace = await page.context().browser()!.stopTracing();
  // Playwright gives it back as Chromium wrote it.
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const marked = traceEvents.findLast(({ name }) => name === mark);
  // A trace that was full before its end would have no long tasks either.
  if (!marked) throw new Error(`The trace has no mark ${mark}.`);
  return traceEvents
    .filter(
      ({ name, pid, tid }) =>
        name === "ThreadControllerImpl::RunTask" && pid === marked.pid && tid === marked.tid,
    )
    .map(({ tdur = 0, args }) => ({ processorMs: tdur / 1000, postedBy: args.src_func ?? "" }))
    .toSorted((one, other) => other.processorMs - one.processorMs);
};
