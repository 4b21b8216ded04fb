/** Writes a rendered image to its immutable keys, public or private. */
import { createHash } from "node:crypto";
import { readImageHeader, type ImageType } from "@picket/upload-core";
import type { UploadClaim } from "./claim.ts";
import { dispositionOf } from "./disposition-of.ts";
import type { RenderedImage, RenderedVariant } from "./image-processor.ts";
import { imageFolder, imageIdOf, imageKey, originalKey, type Visibility } from "./keys.ts";
import type { ObjectStore } from "./object-store.ts";
import { putOnce } from "./put-once.ts";
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
 * A repeat writes the same keys, so it does no harm. What an earlier attempt has written stays, even if the app's settings have
 * changed in between, and is what is described.
 * @param image.bytes the very ones that were verified
 */
export async function publishImage(
  { store, visibility, keepOriginal }: Publishing,
  claim: UploadClaim,
  { bytes, rendered }: { bytes: Uint8Array; rendered: RenderedImage },
): Promise<PublishedImage> {
  const id = imageIdOf(claim.ticketId);
  const folder = imageFolder(id, visibility);
  const cacheControl = visibility === "public" ? publicCaching : privateCaching;
  const [original, ...variants] = await Promise.all([
    keepOriginal
      ? putOriginal(
          { store, key: originalKey(id), cacheControl: privateCaching },
          { bytes, type: claim.file.type },
        )
      : null,
    ...rendered.variants.map((variant) =>
      putVariant(
        { store, key: imageKey(folder, variant.width, variant.type), cacheControl },
        variant,
      ),
    ),
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
}

type Put = { store: ObjectStore; key: string; cacheControl: string };

async function putVariant(
  put: Put,
  { bytes, type, width, height }: RenderedVariant,
): Promise<PublishedVariant> {
  const found = await putBytes(put, { bytes, type });
  const header = readImageHeader(found);
  // The width is part of the key; the height follows from the settings of whoever wrote it.
  const foundHeight = header.status === "ok" ? header.height : height;
  return { ...describeObject(put.key, type, found), width, height: foundHeight };
}

async function putOriginal(
  put: Put,
  original: { bytes: Uint8Array; type: ImageType },
): Promise<StoredObject<ImageType>> {
  return describeObject(put.key, original.type, await putBytes(put, original));
}

function putBytes(
  { store, key, cacheControl }: Put,
  { bytes, type }: { bytes: Uint8Array; type: string },
): Promise<Uint8Array> {
  const disposition = dispositionOf({ key, type });
  return putOnce(store, key, { bytes, type, cacheControl, disposition });
}

function describeObject<Type extends string>(
  key: string,
  type: Type,
  bytes: Uint8Array,
): StoredObject<Type> {
  const sha256 = createHash("sha256").update(bytes).digest("base64");
  return { key, type, sizeBytes: bytes.byteLength, sha256 };
}
