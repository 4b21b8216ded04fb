/** Runs the sweep's three parts at start and again and again, none of them twice at once in one process. */
import { setTimeout as delay } from "node:timers/promises";
import {
  forgetUploads,
  recoverUploads,
  sweepObjects,
  type SweepCounts,
  type UploadBackend,
} from "@picket/upload-server";
import { giveUpDeletedImages } from "./db/deleted-images.ts";
import type { Db } from "./db/open-database.ts";
import { runAlone } from "./db/run-alone.ts";
import { logError } from "./log.ts";
import type { ProductImageRoute } from "./products/product-image-route.ts";
import type { Metrics } from "./telemetry/metrics.ts";

/** With the lease of 120 s: what a crash interrupted is continued within two leases. It only asks for rows. */
const recoverEveryMs = 30_000;
/** Lists the bucket, which costs money, and may take as long as it likes. */
const sweepEveryMs = 5 * 60_000;
/** Some thousand rows at a time, which nobody waits for. */
const forgetEveryMs = 10 * 60_000;

/** A browser that is still there completes its upload itself; the sweep is for those that are gone. */
const graceMs = 5 * 60_000;

const maxWaitMs = 10_000;

/** @returns ends them for good, and waits for the runs that are under way, 10 s at most */
export function startSweeps({
  db,
  backend,
  route,
  metrics,
}: {
  db: Db;
  backend: UploadBackend<Db>;
  route: ProductImageRoute;
  metrics: Pick<Metrics, "countSweep">;
}): () => Promise<void> {
  const alone =
    (job: string, run: (signal: AbortSignal) => Promise<SweepCounts>) =>
    (stopping: AbortSignal): Promise<unknown> =>
      runAlone(db, { job, signal: stopping }, async (signal) =>
        metrics.countSweep(await run(signal)),
      );
  const stops = [
    startRepeating(
      recoverEveryMs,
      alone("recover", async (signal) => {
        // Before it: whose time is over is removed in the same run.
        await giveUpDeletedImages(db, backend.ledger, signal);
        return recoverUploads(backend, [route], { signal });
      }),
    ),
    startRepeating(
      sweepEveryMs,
      alone("sweep", (signal) => sweepObjects(backend, [route], { graceMs, signal })),
    ),
    startRepeating(
      forgetEveryMs,
      alone("forget", (signal) => forgetUploads(backend, { signal })),
    ),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

/**
 * @param run stops early when its signal aborts
 * @returns ends it for good, and waits for the run that is under way, 10 s at most
 */
export function startRepeating(
  intervalMs: number,
  run: (signal: AbortSignal) => Promise<unknown>,
): () => Promise<void> {
  const controller = new AbortController();
  let running: Promise<unknown> | null = null;
  const runUnlessRunning = (): void => {
    running ??= run(controller.signal)
      .catch((error: unknown) => logError("sweep", error))
      .finally(() => {
        running = null;
      });
  };
  runUnlessRunning();
  const timer = setInterval(runUnlessRunning, intervalMs);
  timer.unref();
  const waitForRun = async (): Promise<void> => {
    await Promise.race([running, delay(maxWaitMs, null, { ref: false })]);
  };
  let stopped: Promise<void> | null = null;
  return () => {
    clearInterval(timer);
    controller.abort();
    stopped ??= waitForRun();
    return stopped;
  };
}
