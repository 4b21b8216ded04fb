/** Products, one at a time. Who asks is part of every statement, so nothing of another shop is ever read. */
import { and, asc, eq, getTableColumns, inArray, isNull, sql, type SQL } from "drizzle-orm";
import { may } from "../shops/permissions.ts";
import { foldText } from "./fold-text.ts";
import type { ImageList } from "./image-list.ts";
import { lockProduct } from "./lock-product.ts";
import type { Db } from "./open-database.ts";
import type { Refused } from "./refused.ts";
import { productImages, products, shopMembers } from "./schema.ts";
import { now } from "./sql-time.ts";

export type FoundProduct = ImageList & {
  id: string;
  shopId: string;
  title: string;
  isArchived: boolean;
};

type ProductRequest = { userId: string; productId: string };

/** @returns null when there is none or it belongs to another shop */
export async function findProduct(
  db: Db,
  { userId, productId }: ProductRequest,
): Promise<FoundProduct | null> {
  const rows = await db
    .select({ product: getTableColumns(products), image: getTableColumns(productImages) })
    .from(products)
    .innerJoin(shopMembers, isMember(userId))
    .leftJoin(
      productImages,
      and(eq(productImages.productId, products.id), isNull(productImages.deletedAt)),
    )
    .where(eq(products.id, productId))
    .orderBy(asc(productImages.position));
  const [first] = rows;
  if (!first) return null;
  const { id, shopId, title, version, archivedAt } = first.product;
  const images = rows.flatMap(({ image }) => image ?? []);
  return { id, shopId, title, version, isArchived: archivedAt !== null, images };
}

/**
 * May this person put an image there?
 * @param request.replaces an image of the product's shop, where it may have been deleted or moved meanwhile
 */
export async function mayAddImage(
  db: Db,
  { userId, productId, replaces }: ProductRequest & { replaces: string | null },
): Promise<boolean> {
  const isKnown = sql<boolean>`exists (
    select 1 from ${productImages} image join ${products} other on other.id = image.product_id
    where image.id = ${replaces} and other.shop_id = ${products.shopId}
  )`;
  const [found] = await db
    .select({ role: shopMembers.role })
    .from(products)
    .innerJoin(shopMembers, isMember(userId))
    .where(and(eq(products.id, productId), replaces === null ? undefined : isKnown));
  return found !== undefined && may(found.role, "editProducts");
}

/** @param product.shopId the first shop that the person belongs to, when left out */
export async function createProduct(
  db: Db,
  { userId, shopId, title }: { userId: string; shopId?: string | undefined; title: string },
): Promise<{ status: "created"; id: string } | Refused> {
  const [shop] = await db
    .select({ id: shopMembers.shopId, role: shopMembers.role })
    .from(shopMembers)
    .where(and(eq(shopMembers.userId, userId), shopId ? eq(shopMembers.shopId, shopId) : undefined))
    .orderBy(asc(shopMembers.createdAt))
    .limit(1);
  if (!shop) return { status: "missing" };
  if (!may(shop.role, "editProducts")) return { status: "forbidden" };
  const [product] = await db
    .insert(products)
    .values({ shopId: shop.id, title, searchText: foldText(title) })
    .returning({ id: products.id });
  if (!product) throw new Error("The insert returned no row.");
  return { status: "created", ...product };
}

/**
 * The title that was seen stands for a version of its own: the one of the image list counts up with every photo that
 * arrives, and would refuse a new title to whoever is uploading.
 * @param request.from the title that is to be replaced; when it is another by now, nothing is done
 */
export function renameProduct(
  db: Db,
  { title, from, ...target }: ProductRequest & { title: string; from: string },
): Promise<{ status: "changed" | "conflict" } | Refused> {
  return db.transaction(async (tx) => {
    const product = await lockProduct(tx, target, "editProducts");
    if (product.status !== "locked") return product;
    const renamed = await tx
      .update(products)
      .set({ title, searchText: foldText(title) })
      // One whose first answer was lost is asked for again.
      .where(and(eq(products.id, product.id), inArray(products.title, [from, title])))
      .returning({ id: products.id });
    return { status: renamed.length > 0 ? "changed" : "conflict" };
  });
}

/** An archived product is out of the list, and nothing else: what is on its way to it arrives. */
export function archiveProduct(
  db: Db,
  target: ProductRequest,
): Promise<{ status: "changed" } | Refused> {
  return setArchivedAt(db, target, sql`coalesce(${products.archivedAt}, ${now})`);
}

export function unarchiveProduct(
  db: Db,
  target: ProductRequest,
): Promise<{ status: "changed" } | Refused> {
  return setArchivedAt(db, target, sql`null`);
}

function setArchivedAt(
  db: Db,
  target: ProductRequest,
  archivedAt: SQL,
): Promise<{ status: "changed" } | Refused> {
  return db.transaction(async (tx) => {
    const product = await lockProduct(tx, target, "archiveProducts");
    if (product.status !== "locked") return product;
    await tx.update(products).set({ archivedAt }).where(eq(products.id, product.id));
    return { status: "changed" };
  });
}

function isMember(userId: string): SQL | undefined {
  return and(eq(shopMembers.shopId, products.shopId), eq(shopMembers.userId, userId));
}
