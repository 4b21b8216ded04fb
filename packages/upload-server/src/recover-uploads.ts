/** Continues what a crash interrupted and removes what is dead: known from the ledger alone, so it takes no list of the bucket. */
import { completeObject, type CompletedRoute } from "./complete-object.ts";
import type { UploadBackend } from "./image-route.ts";
import { imageIdOf } from "./keys.ts";
import { removeDeadImages } from "./remove-images.ts";
import { addCounts, countSweep, noCounts, type SweepCounts } from "./sweep-counts.ts";
import { createTurns } from "./turns.ts";
import type { StaleUpload } from "./upload-ledger.ts";

type Backend<Tx> = Pick<UploadBackend<Tx>, "store" | "secret" | "ledger" | "onError">;

/**
 * The part of `sweepUploads` that lists nothing but rows: run it every half a minute or so, in any number of processes,
 * and an upload whose process was killed is continued soon after its lease has run out.
 * @param routes every route of the app
 * @param options.signal ends it after the uploads and images that it is at
 * @throws what the database throws
 */
export async function recoverUploads<Tx>(
  backend: Backend<Tx>,
  routes: readonly CompletedRoute[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<SweepCounts> {
  // Side by side: however much there is of the one, the other does not wait for it.
  const [counts, { cleared, failed }] = await Promise.all([
    completeStale(backend, routes, signal),
    removeDeadImages(backend, { signal }),
  ]);
  return addCounts(counts, { ...noCounts(), cleared, failed });
}

async function completeStale<Tx>(
  backend: Backend<Tx>,
  routes: readonly CompletedRoute[],
  signal: AbortSignal | undefined,
): Promise<SweepCounts> {
  const counts = noCounts();
  const turns = createTurns<StaleUpload>();
  for await (const stale of backend.ledger.listStale()) turns.add(stale.owner, stale);
  for (let stale = turns.take(); stale; stale = turns.take()) {
    if (signal?.aborted) break;
    const imageId = imageIdOf(stale.ticketId);
    await countSweep(counts, completeOne(stale), (error) =>
      backend.onError?.(error, { step: "sweep", imageId }),
    );
  }
  return counts;

  /** By its row, because the object may be younger than those that the bucket is searched for, or gone. */
  async function completeOne({ ticketId, key }: StaleUpload): Promise<keyof SweepCounts> {
    switch (await completeObject(backend, routes, { key, signal })) {
      case "published":
        return "completed";
      case "refused":
        return "removed";
      case "pending":
        return "failed";
      case "missing":
      case "stray":
        await backend.ledger.abandon(ticketId, { code: "OBJECT_MISSING", details: {} });
        return "abandoned";
    }
  }
}
