/** Writes a rendered image to its immutable keys, public or private. */
import { createHash } from "node:crypto";
import type { ImageType } from "@picket/upload-core";
import type { UploadClaim } from "./claim.ts";
import type { RenderedImage } from "./image-processor.ts";
import { imageFolder, imageIdOf, imageKey, originalKey, type Visibility } from "./keys.ts";
import type { ObjectStore } from "./object-store.ts";
import type { VariantType } from "./variant-spec.ts";

export type StoredObject<Type extends string = string> = {
  key: string;
  type: Type;
  sizeBytes: number;
  /** base64 */
  sha256: string;
};

/**
 * Its key is `images/<imageId>/<width>.<ext>`, and its public URL the app's base URL with that behind it;
 * of a private route `private/…`, and then `getViewUrl` gives its URL.
 */
export type PublishedVariant = StoredObject<VariantType> & { width: number; height: number };

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
  /** what was uploaded, in private; only of a route that keeps it */
  original?: StoredObject<ImageType>;
};

export type Publishing = {
  store: ObjectStore;
  visibility: Visibility;
  keepOriginal: boolean;
};

/** One year, the longest that caches honour; a key never changes what it holds. */
const publicCaching = "public, max-age=31536000, immutable";

/** For whoever gets at it without a signed URL, which says for itself how long its answer may be kept. */
const privateCaching = "private, no-store";

/**
 * A repeat writes the same keys, so it does no harm.
 * @param image.bytes the very ones that were verified
 */
export async function publishImage(
  { store, visibility, keepOriginal }: Publishing,
  claim: UploadClaim,
  { bytes, rendered }: { bytes: Uint8Array; rendered: RenderedImage },
): Promise<PublishedImage> {
  const id = imageIdOf(claim.ticketId);
  const folder = imageFolder(id, visibility);
  const caching = visibility === "public" ? publicCaching : privateCaching;
  const [original, ...variants] = await Promise.all([
    keepOriginal
      ? putObject(originalKey(id), { bytes, type: claim.file.type }, privateCaching)
      : null,
    ...rendered.variants.map(async ({ width, height, ...encoded }): Promise<PublishedVariant> => {
      const stored = await putObject(imageKey(folder, width, encoded.type), encoded, caching);
      return { ...stored, width, height };
    }),
  ]);
  const { width, height, placeholder, dominantColor } = rendered;
  const { name } = claim.file;
  return {
    id,
    name,
    width,
    height,
    placeholder,
    dominantColor,
    variants,
    ...(original && { original }),
  };

  async function putObject<Type extends string>(
    key: string,
    { bytes: content, type }: { bytes: Uint8Array; type: Type },
    cacheControl: string,
  ): Promise<StoredObject<Type>> {
    await store.put(key, { bytes: content, type, cacheControl });
    const sha256 = createHash("sha256").update(content).digest("base64");
    return { key, type, sizeBytes: content.byteLength, sha256 };
  }
}
