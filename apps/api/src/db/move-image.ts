/** From one product to another of the same shop. */
import { eq } from "drizzle-orm";
import { may } from "../shops/permissions.ts";
import {
  countVersionUp,
  maxImagesPerProduct,
  readImages,
  writeOrder,
  type ImageListAnswer,
  type ImageListRequest,
} from "./image-list.ts";
import { lockProducts } from "./lock-product.ts";
import type { Db } from "./open-database.ts";
import { productImages } from "./schema.ts";

type MoveRequest = ImageListRequest & { imageId: string; toProductId: string };

/**
 * Puts the image behind all others of the other product, whose version therefore does not matter.
 * @returns the list that the image left
 */
export function moveImage(
  db: Db,
  { userId, productId, version, imageId, toProductId }: MoveRequest,
): Promise<ImageListAnswer> {
  return db.transaction(async (tx) => {
    const locked = await lockProducts(tx, userId, [productId, toProductId]);
    const from = locked.find(({ id }) => id === productId);
    const to = locked.find(({ id }) => id === toProductId);
    if (!from || !to || from.shopId !== to.shopId) return { status: "missing" };
    if (!may(from.role, "editProducts")) return { status: "forbidden" };
    if (from === to) return { status: "invalid" };

    const images = await readImages(tx, productId);
    if (version !== null && version !== from.version) {
      return { status: "conflict", current: { version: from.version, images } };
    }
    if (!images.some(({ id }) => id === imageId)) return { status: "missing" };
    const position = (await readImages(tx, toProductId)).length;
    if (position >= maxImagesPerProduct) return { status: "full" };
    await tx
      .update(productImages)
      .set({ productId: toProductId, position, pickedAt: null })
      .where(eq(productImages.id, imageId));
    await countVersionUp(tx, toProductId);
    const staying = images.map(({ id }) => id).filter((id) => id !== imageId);
    return { status: "changed", current: await writeOrder(tx, productId, staying) };
  });
}
