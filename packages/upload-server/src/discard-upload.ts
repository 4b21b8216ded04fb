/** Throws away an upload that its owner no longer wants; one that is published stays. */
import { readOwnClaim } from "./claim.ts";
import type { RouteContext } from "./image-route.ts";
import type { JsonValue } from "./upload-ledger.ts";

/** @throws CLAIM_INVALID also when the claim is another person's */
export async function discardUpload<Tx, Input, Data extends JsonValue>(
  route: RouteContext<Tx, Input, Data>,
  call: { owner: string; claim: string },
): Promise<void> {
  const { key } = readOwnClaim(call, route);
  // Publishing never reads the object twice, so removing it under a worker's hands is harmless.
  await route.store.remove([key]);
}
