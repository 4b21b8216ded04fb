/** Removes what was published once its image is dead; whatever is interrupted is found again by its row. */
import type { UploadBackend } from "./image-route.ts";
import { prefixesOf } from "./keys.ts";
import type { ObjectStore } from "./object-store.ts";

type Backend<Tx> = Pick<UploadBackend<Tx>, "store" | "ledger">;

/** Longer than a worker that has lost its lease can go on writing, even on a machine that was asleep. */
const lateMs = 3_600_000;

/**
 * Removes the objects of every image that the ledger knows as dead: call it after the transaction in which you used
 * `markDeleting`, or leave it to the next sweep. Nothing that lives is touched: no way leads back from being dead,
 * and an id is never used twice.
 * @param options.signal ends it after the image it is at
 * @returns how many images were cleared, and of how many the store refused to give up the objects, so that they come again
 */
export async function removeDeadImages<Tx>(
  { store, ledger, onError }: Backend<Tx> & Pick<UploadBackend<Tx>, "onError">,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<{ cleared: number; failed: number }> {
  const counts = { cleared: 0, failed: 0 };
  for await (const imageId of ledger.listDead()) {
    if (signal?.aborted) break;
    const isCleared = await removeImage({ store, ledger }, imageId).then(
      () => true,
      (error: unknown) => {
        onError?.(error, { step: "remove", imageId });
        return false;
      },
    );
    counts[isCleared ? "cleared" : "failed"] += 1;
  }
  return counts;
}

/** Only of an image that is dead: what it removes cannot be had back. */
export async function removeImage<Tx>(
  { store, ledger }: Backend<Tx>,
  imageId: string,
): Promise<void> {
  const keys = await Promise.all(prefixesOf(imageId).map((prefix) => listKeys(store, prefix)));
  await store.remove(keys.flat());
  await ledger.settleRemoval(imageId, lateMs);
}

async function listKeys(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}
