/** Completes what closed tabs left behind and removes the rest, as long as the process lives. */
import { setTimeout as delay } from "node:timers/promises";
import { sweepUploads } from "@picket/upload-server";
import { backend } from "./app.ts";
import { productImage } from "./server.ts";

/** Every route of the app: what carries the claim of another is removed. */
const routes = [productImage];

/** @returns ends it, after the object that it is at */
export function startSweep(): () => Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const running = (async () => {
    while (!signal.aborted) {
      await sweepUploads(backend, routes, { graceMs: 60_000, signal }).catch(report);
      await delay(60_000, null, { signal }).catch(() => null);
    }
  })();
  return async () => {
    controller.abort();
    await running;
  };
}

/** Yours goes where your errors go. The next sweep tries again. */
function report(error: unknown): void {
  process.stderr.write(`sweep: ${String(error)}\n`);
}
