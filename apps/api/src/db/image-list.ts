/** A product's images in their order. Every change goes through here: positions stay 0 … n-1, and the version counts up. */
import { and, asc, eq, gte, isNull, sql, type SQL } from "drizzle-orm";
import { lockProduct } from "./lock-product.ts";
import type { Db } from "./open-database.ts";
import type { Refused } from "./refused.ts";
import { productImages, products } from "./schema.ts";

export type ProductImageRow = typeof productImages.$inferSelect;

/** Without the deleted ones; the first is the cover. */
export type ImageList = { version: number; images: ProductImageRow[] };

/** Either way `current` is what holds now; with `conflict` somebody was faster and nothing was changed. */
export type ImageListAnswer = { status: "changed" | "conflict"; current: ImageList } | Refused;

/** Small enough that the whole list is read, ordered and sent at once. */
export const maxImagesPerProduct = 500;

export type ImageListRequest = {
  userId: string;
  productId: string;
  /** of the list that the person has before them; null when it does not matter */
  version: number | null;
};

/** @param change makes its own changes and says in which order the images stand then, each of them once */
export function changeImageList(
  db: Db,
  { version, ...target }: ImageListRequest,
  change: (tx: Db, images: ProductImageRow[]) => Promise<string[] | Refused>,
): Promise<ImageListAnswer> {
  return db.transaction(async (tx) => {
    const product = await lockProduct(tx, target, "editProducts");
    if (product.status !== "locked") return product;
    const images = await readImages(tx, target.productId);
    if (version !== null && version !== product.version) {
      return { status: "conflict", current: { version: product.version, images } };
    }
    const order = await change(tx, images);
    if (!Array.isArray(order)) return order;
    return { status: "changed", current: await writeOrder(tx, target.productId, order) };
  });
}

/** @param tx holds the product's lock */
export function readImages(tx: Db, productId: string): Promise<ProductImageRow[]> {
  return tx
    .select()
    .from(productImages)
    .where(isShown(productId))
    .orderBy(asc(productImages.position));
}

/** @param tx holds the product's lock */
export async function writeOrder(
  tx: Db,
  productId: string,
  imageIds: readonly string[],
): Promise<ImageList> {
  const position = sql<number>`array_position(${sql.param(imageIds)}::text[], ${productImages.id}) - 1`;
  await tx
    .update(productImages)
    .set({ position })
    .where(and(isShown(productId), sql`${productImages.position} <> ${position}`));
  const version = await countVersionUp(tx, productId);
  return { version, images: await readImages(tx, productId) };
}

/**
 * Moves what stands at a position, and all behind it, back by one.
 * @param tx holds the product's lock
 */
export async function makeRoom(tx: Db, productId: string, position: number): Promise<void> {
  await tx
    .update(productImages)
    .set({ position: sql`${productImages.position} + 1` })
    .where(and(isShown(productId), gte(productImages.position, position)));
}

/**
 * @param tx holds the product's lock
 * @returns the version from now on
 */
export async function countVersionUp(tx: Db, productId: string): Promise<number> {
  const [row] = await tx
    .update(products)
    .set({ version: sql`${products.version} + 1` })
    .where(eq(products.id, productId))
    .returning({ version: products.version });
  if (!row) throw new Error("The product was locked, and is gone.");
  return row.version;
}

function isShown(productId: string): SQL | undefined {
  return and(eq(productImages.productId, productId), isNull(productImages.deletedAt));
}
