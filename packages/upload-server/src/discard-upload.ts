/** Throws away an upload that its owner no longer wants; one that is published stays. */
import { uploadError } from "@picket/upload-core";
import { readClaim } from "./claim.ts";
import type { RouteContext } from "./image-route.ts";
import type { JsonValue } from "./upload-ledger.ts";

/** @throws CLAIM_INVALID also when the claim is another person's */
export async function discardUpload<Tx, Input, Data extends JsonValue>(
  route: RouteContext<Tx, Input, Data>,
  { owner, claim: signed }: { owner: string; claim: string },
): Promise<void> {
  const claim = readClaim(signed, route.secret);
  if (claim.owner !== owner || claim.route !== route.name) throw uploadError("CLAIM_INVALID");
  // Publishing never reads the object twice, so removing it under a worker's hands is harmless.
  await route.store.remove([claim.key]);
}
