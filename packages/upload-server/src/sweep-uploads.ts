/** Finishes what closed tabs and crashes left behind, and removes the rest. Run it every few minutes, in any number of processes. */
import { completeObject, type CompletedRoute } from "./complete-object.ts";
import { leaseMs } from "./complete-upload.ts";
import type { UploadBackend } from "./image-route.ts";
import { ticketLifeSeconds } from "./issue-ticket.ts";
import { incomingPrefix } from "./keys.ts";
import { removeDeadImages } from "./remove-images.ts";

export type SweepCounts = {
  /** published, by this sweep or before it */
  completed: number;
  /** refused, or of nobody that is known here */
  removed: number;
  /** begun, then left, and their object is gone: rejected */
  abandoned: number;
  /** deleted or rejected images whose objects were removed */
  cleared: number;
  /** still there: something is out of order or somebody is at it, and the next sweep tries again */
  failed: number;
};

type Backend<Tx> = Pick<UploadBackend<Tx>, "store" | "secret" | "clock" | "ledger">;

/** Its lease ran out one lease ago, so nobody waits for it to be continued. */
const staleMs = leaseMs;

/**
 * @param routes every route of the app: what carries the claim of another is removed
 * @param options.graceMs how long after its ticket an object is left to its browser, which may be slow to complete it
 * @param options.signal ends the sweep after the object it is at
 * @throws STORAGE_UNAVAILABLE · STORAGE_REFUSED when the store does not even give its list; what the database throws
 */
export async function sweepUploads<Tx>(
  backend: Backend<Tx>,
  routes: readonly CompletedRoute[],
  { graceMs, signal }: { graceMs: number; signal?: AbortSignal | undefined },
): Promise<SweepCounts> {
  const { store, ledger, clock = () => new Date() } = backend;
  const counts: SweepCounts = { completed: 0, removed: 0, abandoned: 0, cleared: 0, failed: 0 };
  const count = async (sweepOne: Promise<keyof SweepCounts>): Promise<void> => {
    // One object's trouble is not the others'.
    counts[await sweepOne.catch(() => "failed" as const)] += 1;
  };

  const sweptBefore = new Date(clock().getTime() - ticketLifeSeconds * 1000 - graceMs);
  for await (const object of store.list(incomingPrefix)) {
    if (signal?.aborted) return counts;
    if (object.lastModifiedAt < sweptBefore) await count(sweepObject(object.key));
  }
  for await (const { ticketId, key } of ledger.listStale(staleMs)) {
    if (signal?.aborted) return counts;
    await count(sweepRow(ticketId, key));
  }
  const { cleared, failed } = await removeDeadImages(backend, { signal });
  counts.cleared += cleared;
  counts.failed += failed;
  return counts;

  async function sweepObject(key: string): Promise<keyof SweepCounts> {
    const ending = await completeObject(backend, routes, key);
    if (ending === "pending") return "failed";
    await store.remove([key]);
    return ending === "published" ? "completed" : "removed";
  }

  /** By its row, because the object may be younger than those that the list is searched for, or gone. */
  async function sweepRow(ticketId: string, key: string): Promise<keyof SweepCounts> {
    switch (await completeObject(backend, routes, key)) {
      case "published":
        return "completed";
      case "refused":
        return "removed";
      case "pending":
        return "failed";
      case "missing":
      case "stray":
        await ledger.abandon(ticketId, { code: "OBJECT_MISSING", details: {} });
        return "abandoned";
    }
  }
}
