/** Writes under a key that is never used twice, and finds out what lies there when somebody was first. */
import { uploadError } from "@picket/upload-core";
import type { NewObject, ObjectStore } from "./object-store.ts";

/**
 * Never overwrites: of two workers one may have lost its lease without knowing, and would change what the other has
 * published.
 * @returns the bytes that lie there now: those given, or an earlier attempt's
 * @throws STORAGE_UNAVAILABLE · STORAGE_REFUSED
 */
export async function putOnce(
  store: ObjectStore,
  key: string,
  object: NewObject,
): Promise<Uint8Array> {
  if ((await store.put(key, object)) === "created") return object.bytes;
  // Most often the same bytes, by a worker that was killed.
  const found = await store.read(key, object.bytes.byteLength);
  const other = found === "other-size" ? await readWhole(store, key) : found;
  // Removed or replaced under our hands, so the upload is dead; else a repeat will find it.
  if (other === null || other === "other-size") throw uploadError("STORAGE_UNAVAILABLE");
  return other;
}

async function readWhole(
  store: ObjectStore,
  key: string,
): Promise<Uint8Array | "other-size" | null> {
  for await (const stat of store.list(key)) {
    if (stat.key === key) return store.read(key, stat.sizeBytes);
  }
  return null;
}
