/** What the owner of a shop can do about its images, with fail points at the moment when it is done and not yet answered. */
import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray, isNotNull, lte, sql } from "drizzle-orm";
import type { UploadLedger } from "@picket/upload-server";
import { giveUpDeletedImages, restorableMs, restoreImage } from "../src/db/deleted-images.ts";
import type { ImageListAnswer } from "../src/db/image-list.ts";
import { moveImage } from "../src/db/move-image.ts";
import type { Db } from "../src/db/open-database.ts";
import { deleteImage, reorderImages } from "../src/db/product-images.ts";
import { createProduct } from "../src/db/products.ts";
import { productImages, products, shopMembers } from "../src/db/schema.ts";
import { ago } from "../src/db/sql-time.ts";
import type { FailPoint, Reach } from "./fail-points.ts";

/** A product with its images, as its owner sees them. */
export type Shelf = {
  owner: string;
  productId: string;
  version: number;
  /** in their order */
  imageIds: string[];
  deletedIds: string[];
};

/** What the catalogue answered; without a list when it refused. */
export type ListAnswer = {
  status: string;
  current: { version: number; imageIds: string[] } | null;
};

type OneImage = { owner: string; productId: string; version: number; imageId: string };

export type CatalogueActions = {
  addProduct: (owner: string) => Promise<string>;
  listShelves: () => Promise<Shelf[]>;
  reorder: (request: Omit<OneImage, "imageId"> & { imageIds: string[] }) => Promise<ListAnswer>;
  move: (request: OneImage & { toProductId: string }) => Promise<ListAnswer>;
  remove: (request: OneImage) => Promise<ListAnswer>;
  restore: (request: Omit<OneImage, "version">) => Promise<ListAnswer>;
  /** As if these had been deleted more than a week ago. */
  expireDeleted: (imageIds: string[]) => Promise<void>;
};

export function createCatalogueActions(db: Db, reach: Reach): CatalogueActions {
  const answered = async (point: FailPoint, asked: Promise<ImageListAnswer>) => {
    const answer = await asked;
    if (answer.status === "changed") reach(point);
    return toListAnswer(answer);
  };

  return {
    addProduct: async (userId) => {
      const created = await createProduct(db, { userId, title: `product ${randomUUID()}` });
      if (created.status !== "created") throw new Error(`No product: ${created.status}.`);
      return created.id;
    },
    listShelves: () => listShelves(db),
    reorder: ({ owner, ...request }) =>
      answered("reordered", reorderImages(db, { ...request, userId: owner })),
    move: ({ owner, ...request }) =>
      answered("moved", moveImage(db, { ...request, userId: owner })),
    remove: ({ owner, ...request }) =>
      answered("image-deleted", deleteImage(db, { ...request, userId: owner })),
    restore: ({ owner, ...request }) =>
      answered("restored", restoreImage(db, { ...request, userId: owner })),
    expireDeleted: async (imageIds) => {
      await db
        .update(productImages)
        .set({ deletedAt: ago(restorableMs) })
        .where(and(inArray(productImages.id, imageIds), isNotNull(productImages.deletedAt)));
    },
  };
}

/** The first thing that a sweep of the API does. */
export async function giveUpExpired(
  { db, ledger }: { db: Db; ledger: UploadLedger<Db> },
  reach: Reach,
): Promise<void> {
  const expired = lte(productImages.deletedAt, ago(restorableMs));
  const hasExpired = (await db.$count(productImages, expired)) > 0;
  await giveUpDeletedImages(db, ledger);
  if (hasExpired) reach("given-up");
}

function toListAnswer(answer: ImageListAnswer): ListAnswer {
  if (!("current" in answer)) return { status: answer.status, current: null };
  const { version, images } = answer.current;
  return { status: answer.status, current: { version, imageIds: images.map(({ id }) => id) } };
}

function listShelves(db: Db): Promise<Shelf[]> {
  const idsOf = (which: "is" | "is not") =>
    sql<string[]>`coalesce(json_agg(${productImages.id} order by ${productImages.position})
      filter (where ${productImages.deletedAt} ${sql.raw(which)} null and ${productImages.id} is not null), '[]')`;
  return db
    .select({
      owner: shopMembers.userId,
      productId: products.id,
      version: products.version,
      imageIds: idsOf("is"),
      deletedIds: idsOf("is not"),
    })
    .from(products)
    .innerJoin(shopMembers, eq(shopMembers.shopId, products.shopId))
    .leftJoin(productImages, eq(productImages.productId, products.id))
    .groupBy(products.id, shopMembers.userId)
    .orderBy(asc(products.createdAt));
}
