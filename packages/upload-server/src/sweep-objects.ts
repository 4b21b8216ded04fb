/** Finishes what closed tabs left in the bucket, and removes the rest. */
import { completeObject, readClaimAt, type CompletedRoute } from "./complete-object.ts";
import type { UploadBackend } from "./image-route.ts";
import { ticketLifeSeconds } from "./issue-ticket.ts";
import { imageIdAt, incomingPrefix } from "./keys.ts";
import { countSweep, noCounts, type SweepCounts } from "./sweep-counts.ts";
import { createTurns } from "./turns.ts";

type Backend<Tx> = Pick<UploadBackend<Tx>, "store" | "secret" | "clock" | "onError">;

/** After so many objects of the list, each owner has some of theirs completed, so that the list's end need not come first. */
const objectsPerRound = 1000;
const turnsPerRound = 10;

/** Then what is left waits for the next sweep, whose list has newcomers in it. */
const maxRestMs = 5 * 60_000;

export type SweepOptions = {
  /** how long after its ticket an object is left to its browser, which may be slow to complete it */
  graceMs: number;
  /** ends the sweep after the object it is at */
  signal?: AbortSignal | undefined;
};

/**
 * The part of `sweepUploads` that lists the bucket. People take turns: one person's thousand uploads do not keep another's
 * waiting.
 * @param routes every route of the app: what carries the claim of another is removed
 * @throws STORAGE_UNAVAILABLE · STORAGE_REFUSED when the store does not even give its list
 */
export async function sweepObjects<Tx>(
  backend: Backend<Tx>,
  routes: readonly CompletedRoute[],
  { graceMs, signal }: SweepOptions,
): Promise<SweepCounts> {
  const { store, clock = () => new Date() } = backend;
  const counts = noCounts();
  const turns = createTurns<string>();

  const sweptBefore = new Date(clock().getTime() - ticketLifeSeconds * 1000 - graceMs);
  let listedCount = 0;
  for await (const object of store.list(incomingPrefix)) {
    if (signal?.aborted) return counts;
    if (object.lastModifiedAt >= sweptBefore) continue;
    // Whose turn is it to be, when the store does not say? It will not say it when it is its turn, either.
    const claim = await readClaimAt(backend, object.key).catch(() => null);
    turns.add(claim?.owner ?? "", object.key);
    listedCount += 1;
    if (listedCount % objectsPerRound === 0) await takeTurns(turns.ownerCount() * turnsPerRound);
  }
  const endsAtMs = clock().getTime() + maxRestMs;
  while (clock().getTime() < endsAtMs && (await takeTurns(1)));
  return counts;

  /** @returns false when nothing is left to do */
  async function takeTurns(count: number): Promise<boolean> {
    for (let turn = 0; turn < count; turn += 1) {
      const key = signal?.aborted ? null : turns.take();
      if (key === null) return false;
      await countSweep(counts, sweepObject(key), (error) =>
        backend.onError?.(error, { step: "sweep", imageId: imageIdAt(key) }),
      );
    }
    return true;
  }

  async function sweepObject(key: string): Promise<keyof SweepCounts> {
    const ending = await completeObject(backend, routes, { key, signal });
    if (ending === "pending") return "failed";
    await store.remove([key]);
    return ending === "published" ? "completed" : "removed";
  }
}
