/** What can be done with a product's images. */
import { uploadError } from "@picket/upload-core";
import type { PublishedImage } from "@picket/upload-server";
import { eq } from "drizzle-orm";
import {
  changeImageList,
  countVersionUp,
  makeRoom,
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

type NewImagePlace = {
  userId: string;
  productId: string;
  replaces: string | null;
  pickedAt: Date;
};

/** @param request.imageIds all images of the product, in their new order */
export function reorderImages(
  db: Db,
  { imageIds, ...request }: ImageListRequest & { imageIds: string[] },
): Promise<ImageListAnswer> {
  return changeImageList(db, request, async (tx, images) => {
    const present = new Set(images.map(({ id }) => id));
    if (imageIds.some((id) => !present.has(id))) return { status: "missing" };
    const isEachOnce = new Set(imageIds).size === imageIds.length;
    if (!isEachOnce || imageIds.length !== present.size) return { status: "invalid" };
    // From now on nothing that was picked earlier pushes in between.
    const isOfProduct = eq(productImages.productId, request.productId);
    await tx.update(productImages).set({ pickedAt: null }).where(isOfProduct);
    return imageIds;
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
 * Puts an image where the one it replaces stands, with its alt text. All others stand in the order in which they were
 * picked, whenever they arrive, as far back as nobody has ordered the images by hand.
 * @param tx the transaction that settles the upload
 * @param place.replaces an image of the product; it can be restored as a deleted one
 * @throws FORBIDDEN when the product is not theirs any more · QUOTA_EXCEEDED when it has no room for another
 */
export async function addImage(
  tx: Db,
  { replaces, pickedAt, ...place }: NewImagePlace,
  image: PublishedImage,
): Promise<ProductImageRow> {
  const { productId } = place;
  const product = await lockProduct(tx, place, "editProducts");
  if (product.status !== "locked") throw uploadError("FORBIDDEN");
  const images = await readImages(tx, productId);
  const replaced = images.find(({ id }) => id === replaces);
  if (replaced) await markDeleted(tx, replaced.id);
  else if (images.length >= maxImagesPerProduct) throw uploadError("QUOTA_EXCEEDED");
  const placed = replaced ?? { position: positionOf(pickedAt, images), pickedAt, altText: "" };
  // Most go to the end, where nothing has to make room.
  if (!replaced && placed.position < images.length) await makeRoom(tx, productId, placed.position);
  const { position, altText } = placed;
  const sizeBytes = image.variants.reduce((sum, variant) => sum + variant.sizeBytes, 0);
  const [row] = await tx
    .insert(productImages)
    .values({ ...image, productId, sizeBytes, position, altText, pickedAt: placed.pickedAt })
    .returning();
  if (!row) throw new Error("The insert returned no row.");
  await countVersionUp(tx, productId);
  return row;
}

/** In front of those at the end that were picked later. */
function positionOf(pickedAt: Date, images: readonly ProductImageRow[]): number {
  return images.findLastIndex((other) => !other.pickedAt || other.pickedAt <= pickedAt) + 1;
}

async function markDeleted(tx: Db, imageId: string): Promise<void> {
  await tx.update(productImages).set({ deletedAt: now }).where(eq(productImages.id, imageId));
}
