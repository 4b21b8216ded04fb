/** Decides about what arrived, from one GET: the same buffer is hashed, checked, decoded and encoded. */
import { createHash } from "node:crypto";
import {
  checkImage,
  maxPixelsOf,
  uploadError,
  UploadError,
  type ImageCheck,
} from "@picket/upload-core";
import type { UploadClaim } from "./claim.ts";
import type { RenderedImage } from "./image-processor.ts";
import type { RouteContext } from "./image-route.ts";
import type { JsonValue } from "./upload-ledger.ts";

/** What a file says of itself, as far as it was believed. */
export type ReadHeader = Extract<ImageCheck, { status: "accepted" }>["header"];

export type VerifiedObject = { bytes: Uint8Array; header: ReadHeader };

/** @throws OBJECT_MISSING · OBJECT_MISMATCH · what `checkImage` finds · STORAGE_UNAVAILABLE · STORAGE_REFUSED */
export async function readObject<Tx, Input, Data extends JsonValue>(
  route: Pick<RouteContext<Tx, Input, Data>, "store" | "policy">,
  { key, file }: UploadClaim,
): Promise<VerifiedObject> {
  const bytes = await route.store.read(key, file.sizeBytes);
  if (bytes === null) throw uploadError("OBJECT_MISSING");
  // The ETag would not do: an MD5 can be met by another image.
  if (
    bytes === "other-size" ||
    createHash("sha256").update(bytes).digest("base64") !== file.sha256
  ) {
    throw uploadError("OBJECT_MISMATCH");
  }
  const check = checkImage(bytes, route.policy);
  if (check.status === "refused") throw new UploadError(check.refusal);
  if (check.header.type !== file.type) throw uploadError("OBJECT_MISMATCH");
  return { bytes, header: check.header };
}

/** @throws IMAGE_UNREADABLE · PROCESSING_FAILED · whatever else the processor throws */
export function renderObject<Tx, Input, Data extends JsonValue>(
  {
    processor,
    policy,
    variants,
  }: Pick<RouteContext<Tx, Input, Data>, "processor" | "policy" | "variants">,
  { bytes }: VerifiedObject,
  { owner, file: { type } }: UploadClaim,
): Promise<RenderedImage> {
  const spec = { type, maxPixels: maxPixelsOf(type, policy), ...variants };
  return processor.render(bytes, spec, { owner });
}
