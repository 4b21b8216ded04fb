/** What can be done with a product's images. */
import { uploadError } from "@picket/upload-core";
import type { PublishedImage } from "@picket/upload-server";
import { eq } from "drizzle-orm";
import {
  changeImageList,
  countVersionUp,
  maxImagesPerProduct,
  readImages,
  type ImageListAnswer,
  type ImageListRequest,
  type ProductImageRow,
} from "./image-list.ts";
import { lockProduct } from "./lock-product.ts";
import type { Db } from "./open-database.ts";
import { productImages } from "./schema.ts";
import { now } from "./sql-time.ts";

type OneImageRequest = ImageListRequest & { imageId: string };

/** @param request.imageIds all images of the product, in their new order */
export function reorderImages(
  db: Db,
  { imageIds, ...request }: ImageListRequest & { imageIds: string[] },
): Promise<ImageListAnswer> {
  return changeImageList(db, request, async (_tx, images) => {
    const present = new Set(images.map(({ id }) => id));
    if (imageIds.some((id) => !present.has(id))) return { status: "missing" };
    const isEachOnce = new Set(imageIds).size === imageIds.length;
    return isEachOnce && imageIds.length === present.size ? imageIds : { status: "invalid" };
  });
}

/** @param request.altText what the image shows, in words; empty takes it away */
export function describeImage(
  db: Db,
  { imageId, altText, ...request }: OneImageRequest & { altText: string },
): Promise<ImageListAnswer> {
  return changeImageList(db, request, async (tx, images) => {
    const order = images.map(({ id }) => id);
    if (!order.includes(imageId)) return { status: "missing" };
    await tx.update(productImages).set({ altText }).where(eq(productImages.id, imageId));
    return order;
  });
}

/** Takes an image out of the list; `restoreImage` puts it back. */
export function deleteImage(
  db: Db,
  { imageId, ...request }: OneImageRequest,
): Promise<ImageListAnswer> {
  return changeImageList(db, request, async (tx, images) => {
    const order = images.map(({ id }) => id);
    if (!order.includes(imageId)) return { status: "missing" };
    await markDeleted(tx, imageId);
    return order.filter((id) => id !== imageId);
  });
}

/**
 * Puts an image where the one it replaces stands, with its alt text, or behind all others when that is gone.
 * @param tx the transaction that settles the upload
 * @param place.replaces an image of the product; it can be restored as a deleted one
 * @throws FORBIDDEN when the product is not theirs any more · QUOTA_EXCEEDED when it has no room for another
 */
export async function addImage(
  tx: Db,
  { replaces, ...place }: { userId: string; productId: string; replaces: string | null },
  image: PublishedImage,
): Promise<ProductImageRow> {
  const { productId } = place;
  const product = await lockProduct(tx, place, "editProducts");
  if (product.status !== "locked") throw uploadError("FORBIDDEN");
  const images = await readImages(tx, productId);
  const replaced = images.find(({ id }) => id === replaces);
  if (replaced) await markDeleted(tx, replaced.id);
  else if (images.length >= maxImagesPerProduct) throw uploadError("QUOTA_EXCEEDED");
  const { position, altText } = replaced ?? { position: images.length, altText: "" };
  const sizeBytes = image.variants.reduce((sum, variant) => sum + variant.sizeBytes, 0);
  const [row] = await tx
    .insert(productImages)
    .values({ ...image, productId, sizeBytes, position, altText })
    .returning();
  if (!row) throw new Error("The insert returned no row.");
  await countVersionUp(tx, productId);
  return row;
}

async function markDeleted(tx: Db, imageId: string): Promise<void> {
  await tx.update(productImages).set({ deletedAt: now }).where(eq(productImages.id, imageId));
}
