/** Keeps the ledger from growing for ever: what has ended without an image, and long ago, leaves no row. */
import type { UploadBackend } from "./image-route.ts";
import { noCounts, type SweepCounts } from "./sweep-counts.ts";

/**
 * Who may still ask for an upload that was rejected or deleted is a page or a script that was closed before it had its
 * answer. Much longer than a ticket can be posted, too: nothing arrives any more under a key that is forgotten.
 */
const rememberMs = 30 * 24 * 3_600_000;

/** One request to the store. */
const batchSize = 500;
/** Then the rest waits for the next run. */
const maxBatches = 20;

/**
 * The part of `sweepUploads` that removes rows: run it every few minutes, in any number of processes. Whoever still asks
 * is told OBJECT_MISSING.
 * @param options.signal ends it after the batch that it is at
 * @throws STORAGE_UNAVAILABLE · STORAGE_REFUSED when the store does not remove what may be left under `incoming/`;
 *   what the database throws
 */
export async function forgetUploads<Tx>(
  { store, ledger }: Pick<UploadBackend<Tx>, "store" | "ledger">,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<SweepCounts> {
  const counts = noCounts();
  for (let batch = 0; batch < maxBatches; batch += 1) {
    if (signal?.aborted) break;
    const ended = await ledger.listForgettable(rememberMs, batchSize);
    if (ended.length === 0) break;
    // Before the row: an object that was left there would be taken for a new upload, and what is dead would live again.
    await store.remove(ended.map(({ key }) => key));
    const ticketIds = ended.map(({ ticketId }) => ticketId);
    counts.forgotten += await ledger.forget(ticketIds, rememberMs);
  }
  return counts;
}
