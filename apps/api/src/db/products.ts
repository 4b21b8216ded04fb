/** A shop's products and their images. Who asks is part of every statement, so nothing of another shop is ever read. */
import { uploadError } from "@picket/upload-core";
import type { PublishedImage } from "@picket/upload-server";
import { and, asc, desc, eq, getTableColumns, max, type SQL } from "drizzle-orm";
import { foldText } from "./fold-text.ts";
import type { Db } from "./open-database.ts";
import { productImages, products, shopMembers } from "./schema.ts";

export type ProductImageRow = typeof productImages.$inferSelect;

/** Newest first. */
export function listProducts(
  db: Db,
  userId: string,
): Promise<{ id: string; title: string; imageCount: number; cover: ProductImageRow | null }[]> {
  return db
    .select({
      id: products.id,
      title: products.title,
      imageCount: db.$count(productImages, eq(productImages.productId, products.id)),
      cover: getTableColumns(productImages),
    })
    .from(products)
    .innerJoin(shopMembers, isMember(userId))
    .leftJoin(
      productImages,
      and(eq(productImages.productId, products.id), eq(productImages.position, 0)),
    )
    .orderBy(desc(products.createdAt), asc(products.id));
}

/** @returns null when there is none or it belongs to another shop */
export async function findProduct(
  db: Db,
  userId: string,
  productId: string,
): Promise<{ id: string; title: string; images: ProductImageRow[] } | null> {
  const rows = await db
    .select({ id: products.id, title: products.title, image: getTableColumns(productImages) })
    .from(products)
    .innerJoin(shopMembers, isMember(userId))
    .leftJoin(productImages, eq(productImages.productId, products.id))
    .where(eq(products.id, productId))
    .orderBy(asc(productImages.position));
  const [first] = rows;
  if (!first) return null;
  return {
    id: first.id,
    title: first.title,
    images: rows.flatMap(({ image }) => image ?? []),
  };
}

export async function isOwnProduct(db: Db, userId: string, productId: string): Promise<boolean> {
  const found = await db
    .select({ id: products.id })
    .from(products)
    .innerJoin(shopMembers, isMember(userId))
    .where(eq(products.id, productId));
  return found.length > 0;
}

/** @returns null when the person belongs to no shop */
export async function createProduct(
  db: Db,
  userId: string,
  title: string,
): Promise<{ id: string; title: string } | null> {
  const [shop] = await db
    .select({ id: shopMembers.shopId })
    .from(shopMembers)
    .where(eq(shopMembers.userId, userId))
    .orderBy(asc(shopMembers.createdAt))
    .limit(1);
  if (!shop) return null;
  const [product] = await db
    .insert(products)
    .values({ shopId: shop.id, title, searchText: foldText(title) })
    .returning({ id: products.id, title: products.title });
  return product ?? null;
}

/**
 * Puts an image behind the product's others.
 * @param tx a transaction: the product's row stays locked until its end, so that two images never share a position
 * @throws FORBIDDEN when the product is gone
 */
export async function appendProductImage(
  tx: Db,
  productId: string,
  image: PublishedImage,
): Promise<ProductImageRow> {
  const [product] = await tx
    .select({ id: products.id })
    .from(products)
    .where(eq(products.id, productId))
    .for("update");
  if (!product) throw uploadError("FORBIDDEN");
  const [last] = await tx
    .select({ position: max(productImages.position) })
    .from(productImages)
    .where(eq(productImages.productId, productId));
  const sizeBytes = image.variants.reduce((sum, variant) => sum + variant.sizeBytes, 0);
  const [row] = await tx
    .insert(productImages)
    .values({ ...image, productId, sizeBytes, position: (last?.position ?? -1) + 1 })
    .returning();
  if (!row) throw new Error("The insert returned no row.");
  return row;
}

function isMember(userId: string): SQL | undefined {
  return and(eq(shopMembers.shopId, products.shopId), eq(shopMembers.userId, userId));
}
