/** Writes a rendered image to its public, immutable keys. */
import { createHash } from "node:crypto";
import type { UploadClaim } from "./claim.ts";
import type { RenderedImage } from "./image-processor.ts";
import { imageIdOf, imageKey } from "./keys.ts";
import type { ObjectStore } from "./object-store.ts";
import type { VariantType } from "./variant-spec.ts";

export type PublishedVariant = {
  /** `images/<imageId>/<width>.<ext>`; the public URL is the app's base URL with this behind it */
  key: string;
  type: VariantType;
  width: number;
  height: number;
  sizeBytes: number;
  /** base64 */
  sha256: string;
};

export type PublishedImage = {
  /** 32 hexadecimal digits, never used twice */
  id: string;
  /** as the person's file was called; text for display only, at most 120 bytes */
  name: string;
  /** pixels of the upright picture */
  width: number;
  height: number;
  /** base64 of a thumbhash */
  placeholder: string;
  /** `#rrggbb` */
  dominantColor: string;
  /** format by format as the route lists them, each by rising width */
  variants: PublishedVariant[];
};

/** One year, the longest that caches honour; a key never changes what it holds. */
const cacheControl = "public, max-age=31536000, immutable";

/** A repeat writes the same keys, so it does no harm. */
export async function publishImage(
  store: ObjectStore,
  claim: UploadClaim,
  rendered: RenderedImage,
): Promise<PublishedImage> {
  const id = imageIdOf(claim.ticketId);
  const variants = await Promise.all(
    rendered.variants.map(async ({ width, height, type, bytes }): Promise<PublishedVariant> => {
      const key = imageKey(id, width, type);
      await store.put(key, { bytes, type, cacheControl });
      const sha256 = createHash("sha256").update(bytes).digest("base64");
      return { key, type, width, height, sizeBytes: bytes.byteLength, sha256 };
    }),
  );
  const { width, height, placeholder, dominantColor } = rendered;
  return { id, name: claim.file.name, width, height, placeholder, dominantColor, variants };
}
