/** Finishes what closed tabs and crashes left behind, and removes the rest. Run it every few minutes, in any number of processes. */
import type { CompletedRoute } from "./complete-object.ts";
import { forgetUploads } from "./forget-uploads.ts";
import type { UploadBackend } from "./image-route.ts";
import { recoverUploads } from "./recover-uploads.ts";
import { addCounts, type SweepCounts } from "./sweep-counts.ts";
import { sweepObjects, type SweepOptions } from "./sweep-objects.ts";

/**
 * `recoverUploads`, then `sweepObjects`, then `forgetUploads`. A large shop runs them by themselves, the first every
 * half a minute.
 * @param routes every route of the app: what carries the claim of another is removed
 * @throws STORAGE_UNAVAILABLE · STORAGE_REFUSED when the store does not even give its list, or keeps what is to be forgotten; what the database throws
 */
export async function sweepUploads<Tx>(
  backend: Pick<UploadBackend<Tx>, "store" | "secret" | "clock" | "ledger" | "onError">,
  routes: readonly CompletedRoute[],
  options: SweepOptions,
): Promise<SweepCounts> {
  const recovered = await recoverUploads(backend, routes, options);
  const swept = await sweepObjects(backend, routes, options);
  const forgotten = await forgetUploads(backend, options);
  return [recovered, swept, forgotten].reduce(addCounts);
}
