/** Images that were deleted: to be restored for a week, then to be removed for good. */
import type { UploadLedger } from "@picket/upload-server";
import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  lte,
  type SQL,
} from "drizzle-orm";
import {
  changeImageList,
  maxImagesPerProduct,
  type ImageListAnswer,
  type ImageListRequest,
  type ProductImageRow,
} from "./image-list.ts";
import type { Db } from "./open-database.ts";
import { isBehind, microsOf, type PageCursor } from "./page-cursor.ts";
import type { Refused } from "./refused.ts";
import { productImages, products, shopMembers } from "./schema.ts";
import { ago } from "./sql-time.ts";

export type DeletedImageRow = ProductImageRow & { deletedAt: Date };

export const restorableMs = 7 * 24 * 60 * 60 * 1000;

/** Puts it back to where it was, or to the end when the list is shorter now; one that is there already stays where it is. */
export function restoreImage(
  db: Db,
  { imageId, ...target }: Omit<ImageListRequest, "version"> & { imageId: string },
): Promise<ImageListAnswer> {
  return changeImageList(db, { ...target, version: null }, async (tx, images) => {
    const order = images.map(({ id }) => id);
    if (order.includes(imageId)) return order;
    if (order.length >= maxImagesPerProduct) return { status: "full" };
    const [restored] = await tx
      .update(productImages)
      .set({ deletedAt: null })
      .where(and(eq(productImages.id, imageId), isRestorable(target.productId)))
      .returning({ position: productImages.position });
    return restored ? order.toSpliced(restored.position, 0, imageId) : { status: "missing" };
  });
}

export type DeletedImagesQuery = {
  userId: string;
  productId: string;
  after?: PageCursor | undefined;
  limit: number;
};

/** @returns a page of what can be restored, the last deleted first; `next` is null on the last page */
export async function listDeletedImages(
  db: Db,
  { userId, productId, after, limit }: DeletedImagesQuery,
): Promise<{ status: "found"; images: DeletedImageRow[]; next: PageCursor | null } | Refused> {
  const { deletedAt, id } = productImages;
  const rows = await db
    .select({ image: getTableColumns(productImages), micros: microsOf(deletedAt) })
    .from(products)
    .innerJoin(
      shopMembers,
      and(eq(shopMembers.shopId, products.shopId), eq(shopMembers.userId, userId)),
    )
    .leftJoin(
      productImages,
      and(isRestorable(productId), after && isBehind({ moment: deletedAt, id }, after)),
    )
    .where(eq(products.id, productId))
    .orderBy(desc(deletedAt), desc(id))
    .limit(limit + 1);
  if (rows.length === 0) return { status: "missing" };
  const images = rows
    .slice(0, limit)
    .flatMap(({ image }) => (image?.deletedAt ? { ...image, deletedAt: image.deletedAt } : []));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const next = last?.image ? { micros: last.micros, id: last.image.id } : null;
  return { status: "found", images, next };
}

/**
 * Gives up the rows of images that nobody can restore any more, and leaves their objects to the ledger.
 * @param signal ends it after the batch that it is at
 */
export async function giveUpDeletedImages(
  db: Db,
  ledger: Pick<UploadLedger<Db>, "markDeleting">,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    const count = await db.transaction((tx) => giveUpBatch(tx, ledger));
    if (count < batchSize || signal?.aborted) return;
  }
}

/** Few enough that nobody waits for the lock of a shop's counters. */
const batchSize = 100;

async function giveUpBatch(
  tx: Db,
  ledger: Pick<UploadLedger<Db>, "markDeleting">,
): Promise<number> {
  const expired = await tx
    .select({ id: productImages.id })
    .from(productImages)
    .where(lte(productImages.deletedAt, ago(restorableMs)))
    .orderBy(asc(productImages.deletedAt))
    .limit(batchSize)
    // What another process is at, it ends.
    .for("update", { skipLocked: true });
  const imageIds = expired.map(({ id }) => id);
  if (imageIds.length === 0) return 0;
  await tx.delete(productImages).where(inArray(productImages.id, imageIds));
  await ledger.markDeleting(imageIds, tx);
  return imageIds.length;
}

function isRestorable(productId: string): SQL | undefined {
  return and(
    eq(productImages.productId, productId),
    isNotNull(productImages.deletedAt),
    gt(productImages.deletedAt, ago(restorableMs)),
  );
}
