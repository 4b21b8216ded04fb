/** How many images, and of what size together, a shop may have. */
import { uploadError } from "@picket/upload-core";
import { eq } from "drizzle-orm";
import type { Db } from "../db/open-database.ts";
import { products, shops } from "../db/schema.ts";

export type ShopQuota = { maxImages: number; maxBytes: number };

/** What a shop may still get. */
export type ShopRoom = { shopId: string; images: number; bytes: number };

type ShopUsage = { shopId: string; imageCount: number; imageBytes: number };

/**
 * Refuses early, before bytes are sent or decoded; takes nothing.
 * @returns what is left of the quota, at least 1 of each
 * @throws QUOTA_EXCEEDED when the shop that has this product has no room for another image
 */
export async function requireRoom(db: Db, productId: string, quota: ShopQuota): Promise<ShopRoom> {
  const { shopId, imageCount, imageBytes } = await usageOf(db, productId);
  const room = { images: quota.maxImages - imageCount, bytes: quota.maxBytes - imageBytes };
  if (room.images <= 0 || room.bytes <= 0) throw uploadError("QUOTA_EXCEEDED");
  return { shopId, ...room };
}

/**
 * Decides, after the image's row was inserted. The triggers of that insert have counted it and hold the
 * shop's row until the transaction ends, so of many that publish at once none is let through too many.
 * @throws QUOTA_EXCEEDED which the transaction must not survive
 */
export async function requireWithinQuota(
  tx: Db,
  productId: string,
  quota: ShopQuota,
): Promise<void> {
  const { imageCount, imageBytes } = await usageOf(tx, productId);
  const isOver = imageCount > quota.maxImages || imageBytes > quota.maxBytes;
  if (isOver) throw uploadError("QUOTA_EXCEEDED");
}

async function usageOf(db: Db, productId: string): Promise<ShopUsage> {
  const [usage] = await db
    .select({ shopId: shops.id, imageCount: shops.imageCount, imageBytes: shops.imageBytes })
    .from(products)
    .innerJoin(shops, eq(shops.id, products.shopId))
    .where(eq(products.id, productId));
  if (!usage) throw uploadError("FORBIDDEN");
  return usage;
}
