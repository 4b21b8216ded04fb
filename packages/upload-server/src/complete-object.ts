/** Completes an upload without its browser: what is to be believed comes from the claim that the object carries. */
import { isUploadError } from "@picket/upload-core";
import { readClaim, type UploadClaim } from "./claim.ts";
import { isFinalRefusal } from "./complete-upload.ts";
import type { ImageRoute, UploadBackend } from "./image-route.ts";

export type CompletedRoute = Pick<ImageRoute<never, unknown>, "name" | "completeUpload">;

/**
 * `published` and `refused` are ends, now or before · `missing` nothing that carries a claim lies there ·
 * `stray` nobody here knows it: a forged claim, another object's, or that of a route which is gone · `pending` somebody
 * is at it, or there is no room: try again
 */
export type ObjectEnding = "published" | "refused" | "missing" | "stray" | "pending";

/**
 * @param object.signal aborts when the caller stops: what waits for its turn is `pending` then
 * @throws what may pass: STORAGE_UNAVAILABLE, the application's own errors
 */
export async function completeObject<Tx>(
  backend: Pick<UploadBackend<Tx>, "store" | "secret">,
  routes: readonly CompletedRoute[],
  { key, signal }: { key: string; signal?: AbortSignal | undefined },
): Promise<ObjectEnding> {
  const signed = await backend.store.readClaim(key);
  if (signed === null) return "missing";
  const claim = claimOrNull(signed, backend.secret);
  const route = routes.find(({ name }) => name === claim?.route);
  if (claim?.key !== key || !route) return "stray";
  try {
    const result = await route.completeUpload({ owner: claim.owner, claim: signed, signal });
    return result.status === "published" ? "published" : "pending";
  } catch (error) {
    if (isFinalRefusal(error)) return "refused";
    if (isUploadError(error, "OBJECT_MISSING")) return "missing";
    throw error;
  }
}

/** @returns null when nothing that carries a claim of ours lies there */
export async function readClaimAt<Tx>(
  { store, secret }: Pick<UploadBackend<Tx>, "store" | "secret">,
  key: string,
): Promise<UploadClaim | null> {
  const signed = await store.readClaim(key);
  return signed === null ? null : claimOrNull(signed, secret);
}

function claimOrNull(signed: string, secret: string): UploadClaim | null {
  try {
    return readClaim(signed, secret);
  } catch {
    return null;
  }
}
