/** Finishes what closed tabs and crashes left under `incoming/`, and removes the rest. Run it every few minutes. */
import { isUploadError } from "@picket/upload-core";
import { readClaim, type UploadClaim } from "./claim.ts";
import { isFinalRefusal } from "./complete-upload.ts";
import type { ImageRoute, UploadBackend } from "./image-route.ts";
import { ticketLifeSeconds } from "./issue-ticket.ts";
import { incomingPrefix } from "./keys.ts";
import type { ObjectStat } from "./object-store.ts";

type SweptRoute = Pick<ImageRoute<never, unknown>, "name" | "completeUpload">;

export type SweepCounts = {
  /** published, by this sweep or before it */
  completed: number;
  /** refused, or of nobody that is known here */
  removed: number;
  /** still there: something is out of order or somebody is at it, and the next sweep tries again */
  failed: number;
};

/**
 * @param routes every route of the app: what carries the claim of another is removed
 * @param options.graceMs how long after its ticket an object is left to its browser, which may be slow to complete it
 * @param options.signal ends the sweep after the object it is at
 * @throws STORAGE_UNAVAILABLE · STORAGE_REFUSED when the store does not even give its list
 */
export async function sweepUploads<Tx>(
  backend: Pick<UploadBackend<Tx>, "store" | "secret" | "clock">,
  routes: readonly SweptRoute[],
  { graceMs, signal }: { graceMs: number; signal?: AbortSignal },
): Promise<SweepCounts> {
  const { store, secret, clock = () => new Date() } = backend;
  const sweptBefore = new Date(clock().getTime() - ticketLifeSeconds * 1000 - graceMs);
  const counts: SweepCounts = { completed: 0, removed: 0, failed: 0 };
  for await (const object of store.list(incomingPrefix)) {
    if (signal?.aborted) break;
    if (object.lastModifiedAt >= sweptBefore) continue;
    // One object's trouble is not the others'.
    counts[await sweepObject(object).catch(() => "failed" as const)] += 1;
  }
  return counts;

  async function sweepObject({ key }: ObjectStat): Promise<keyof SweepCounts> {
    const ending = await completeObject(key);
    if (ending !== "failed") await store.remove([key]);
    return ending;
  }

  async function completeObject(key: string): Promise<keyof SweepCounts> {
    const signed = await store.readClaim(key);
    const claim = signed === null ? null : claimOrNull(signed, secret);
    const route = routes.find(({ name }) => name === claim?.route);
    if (signed === null || claim?.key !== key || !route) return "removed";
    try {
      const result = await route.completeUpload({ owner: claim.owner, claim: signed });
      return result.status === "published" ? "completed" : "failed";
    } catch (error) {
      if (isFinalRefusal(error) || isUploadError(error, "OBJECT_MISSING")) return "removed";
      throw error;
    }
  }
}

function claimOrNull(signed: string, secret: string): UploadClaim | null {
  try {
    return readClaim(signed, secret);
  } catch {
    return null;
  }
}
