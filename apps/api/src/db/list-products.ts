/** A page of a person's products, the newest first. */
import { and, desc, eq, isNotNull, isNull, like } from "drizzle-orm";
import { foldText } from "./fold-text.ts";
import type { ProductImageRow } from "./image-list.ts";
import type { Db } from "./open-database.ts";
import { isBehind, microsOf, type PageCursor } from "./page-cursor.ts";
import type { Refused } from "./refused.ts";
import { productImages, products, shopMembers } from "./schema.ts";

export type ProductQuery = {
  userId: string;
  /** all shops of the person when left out */
  shopId?: string | undefined;
  /** part of the title, whatever its case and accents */
  search?: string | undefined;
  archived: boolean;
  after?: PageCursor | undefined;
  limit: number;
};

type ListedProduct = {
  id: string;
  shopId: string;
  title: string;
  imageCount: number;
  cover: ProductImageRow | null;
};

export type ListAnswer =
  /** `next` is null on the last page */
  { status: "found"; products: ListedProduct[]; next: PageCursor | null } | Refused;

export async function listProducts(db: Db, query: ProductQuery): Promise<ListAnswer> {
  const { limit, userId, shopId } = query;
  const page = shopPage(db, query);
  const imageCount = db.$count(
    productImages,
    and(eq(productImages.productId, page.id), isNull(productImages.deletedAt)),
  );
  const rows = await db
    .select({
      product: { id: page.id, shopId: page.shopId, title: page.title, imageCount },
      cover: productImages,
      micros: page.micros,
    })
    .from(shopMembers)
    .crossJoinLateral(page)
    .leftJoin(
      productImages,
      and(
        eq(productImages.productId, page.id),
        eq(productImages.position, 0),
        isNull(productImages.deletedAt),
      ),
    )
    .where(and(eq(shopMembers.userId, userId), shopId ? eq(shopMembers.shopId, shopId) : undefined))
    .orderBy(desc(page.createdAt), desc(page.id))
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (rows.length === 0 && shopId && !(await isMember(db, { userId, shopId }))) {
    return { status: "missing" };
  }
  return {
    status: "found",
    products: rows.slice(0, limit).map(({ product, cover }) => ({ ...product, cover })),
    next: last ? { micros: last.micros, id: last.product.id } : null,
  };
}

/** The page of one shop, for each that the person belongs to: so much, and no more, is read from the index. */
function shopPage(db: Db, { search, archived, after, limit }: ProductQuery) {
  const { archivedAt, createdAt, id, searchText, shopId, title } = products;
  return db
    .select({ id, shopId, title, createdAt, micros: microsOf(createdAt).as("micros") })
    .from(products)
    .where(
      and(
        eq(shopId, shopMembers.shopId),
        archived ? isNotNull(archivedAt) : isNull(archivedAt),
        search ? like(searchText, containing(foldText(search))) : undefined,
        after && isBehind({ moment: createdAt, id }, after),
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(limit + 1)
    .as("page");
}

async function isMember(db: Db, own: { userId: string; shopId: string }): Promise<boolean> {
  const { userId, shopId } = shopMembers;
  return (await db.$count(shopMembers, and(eq(userId, own.userId), eq(shopId, own.shopId)))) > 0;
}

function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
