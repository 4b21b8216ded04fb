/** What a shop may have: exact, however many images are published, moved and deleted at once. */
import { randomUUID } from "node:crypto";
import { isUploadError } from "@picket/upload-core";
import type { PublishedImage } from "@picket/upload-server";
import { desc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { user } from "../src/db/auth-schema.ts";
import { lockProducts } from "../src/db/lock-product.ts";
import type { Db } from "../src/db/open-database.ts";
import { addImage } from "../src/db/product-images.ts";
import { productImages, products, shopMembers, shops } from "../src/db/schema.ts";
import { requireRoom, requireWithinQuota, type ShopQuota } from "../src/limits/shop-quota.ts";
import { engines, openTestDatabase, type OpenDatabase } from "./limits-database.ts";
import { jpeg } from "./pictures.ts";
import { describeFile, publish, refusalOf, send } from "./plain-upload.ts";
import { clientFor, signUp, startTestApp, type TestApp } from "./test-app.ts";

const maxBytes = 1_000_000_000;

function anImage(sizeBytes: number): PublishedImage {
  const id = randomUUID().replaceAll("-", "");
  const variant = { key: `images/${id}/1.jpg`, type: "image/jpeg", width: 1, height: 1 } as const;
  return {
    id,
    name: "mug.jpg",
    width: 1,
    height: 1,
    placeholder: "AAAA",
    dominantColor: "#808080",
    variants: [
      { ...variant, sizeBytes: 1, sha256: "" },
      { ...variant, sizeBytes: sizeBytes - 1, sha256: "" },
    ],
  };
}

describe.each(engines)("on %s", (_name, engine) => {
  let database: OpenDatabase;
  let shopId: string;
  const userId = randomUUID();

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.db
      .insert(user)
      .values({ id: userId, name: "Test", email: `${userId}@picket.example` });
  });

  beforeEach(async () => {
    shopId = randomUUID();
    await database.db.insert(shops).values({ id: shopId, name: "Test" });
    await database.db.insert(shopMembers).values({ shopId, userId, role: "staff" });
  });

  afterAll(() => database.close());

  async function aProduct(): Promise<string> {
    const id = randomUUID();
    await database.db.insert(products).values({ id, shopId, title: "Mug", searchText: "mug" });
    return id;
  }

  /** As the route does when an upload is settled. */
  async function append(productId: string, quota: ShopQuota, sizeBytes = 1000): Promise<boolean> {
    try {
      await database.db.transaction(async (tx) => {
        const place = { userId, productId, replaces: null, pickedAt: new Date() };
        await addImage(tx, place, anImage(sizeBytes));
        await requireWithinQuota(tx, productId, quota);
      });
      return true;
    } catch (error) {
      if (isUploadError(error, "QUOTA_EXCEEDED")) return false;
      throw error;
    }
  }

  async function counters(): Promise<unknown> {
    const [usage] = await database.db
      .select({ count: shops.imageCount, bytes: shops.imageBytes })
      .from(shops)
      .where(eq(shops.id, shopId));
    return usage;
  }

  async function sums(): Promise<unknown> {
    const [rows] = await database.db
      .select({
        count: sql`count(${productImages.id})`.mapWith(Number),
        bytes: sql`coalesce(sum(${productImages.sizeBytes}), 0)`.mapWith(Number),
      })
      .from(productImages)
      .innerJoin(products, eq(products.id, productImages.productId))
      .where(eq(products.shopId, shopId));
    return rows;
  }

  test("of 60 images published at once into three products, as many as fit are kept", async () => {
    const ids = [await aProduct(), await aProduct(), await aProduct()];
    const quota = { maxImages: 37, maxBytes };
    const kept = await Promise.all(
      Array.from({ length: 60 }, (_, index) => append(ids[index % 3]!, quota)),
    );
    expect(kept.filter(Boolean)).toHaveLength(37);
    expect(await counters()).toEqual({ count: 37, bytes: 37_000 });
    expect(await sums()).toEqual(await counters());
  });

  test("bytes are counted to the last one", async () => {
    const id = await aProduct();
    const quota = { maxImages: 100, maxBytes: 10_500 };
    const kept = await Promise.all(Array.from({ length: 20 }, () => append(id, quota)));
    expect(kept.filter(Boolean)).toHaveLength(10);
    expect(await append(id, quota, 501)).toBe(false);
    expect(await append(id, quota, 500)).toBe(true);
    await expect(requireRoom(database.db, id, quota)).rejects.toMatchObject({
      code: "QUOTA_EXCEEDED",
    });
  });

  test("what is deleted for good makes room, and what moves within the shop does not count twice", async () => {
    const [from, to] = [await aProduct(), await aProduct()];
    const quota = { maxImages: 5, maxBytes };
    for (let count = 0; count < 5; count++) expect(await append(from, quota)).toBe(true);
    await database.db
      .update(productImages)
      .set({ productId: to })
      .where(eq(productImages.productId, from));
    expect(await append(from, quota)).toBe(false);
    await database.db.delete(productImages).where(eq(productImages.productId, to));
    expect(await counters()).toEqual({ count: 0, bytes: 0 });
    expect(await append(from, quota)).toBe(true);
  });

  test("publishing, moving and deleting at once leaves counters that are right", async () => {
    const ids = [await aProduct(), await aProduct()] as const;
    const quota = { maxImages: 1000, maxBytes };
    const isOf = (index: number) => eq(productImages.productId, ids[index % 2]!);
    /** As all do that change what a product has, so that its positions stay 0 … n-1. */
    const locked = (run: (tx: Db) => Promise<unknown>): Promise<unknown> =>
      database.db.transaction(async (tx) => {
        await lockProducts(tx, userId, [...ids]);
        await run(tx);
      });
    const empty = (index: number) => (tx: Db) => tx.delete(productImages).where(isOf(index));
    const moveLast = (index: number) => async (tx: Db) => {
      const [last] = await tx
        .select({ id: productImages.id })
        .from(productImages)
        .where(isOf(index))
        .orderBy(desc(productImages.position))
        .limit(1);
      const position = await tx.$count(productImages, isOf(index + 1));
      const moved = { productId: ids[(index + 1) % 2]!, position };
      if (last) await tx.update(productImages).set(moved).where(eq(productImages.id, last.id));
    };
    const steps = Array.from({ length: 60 }, async (_, index) => {
      if (index % 3 === 0) await locked(empty(index));
      else if (index % 10 === 7) await locked(moveLast(index));
      else await append(ids[index % 2]!, quota, 1000 + index);
    });
    await Promise.all(steps);
    expect(await counters()).toEqual(await sums());
  });

  test("a product that has images cannot be deleted from under them", async () => {
    const id = await aProduct();
    await append(id, { maxImages: 5, maxBytes });
    const deletion = database.db.delete(products).where(eq(products.id, id));
    const constraint = "product_images_product_id_products_id_fk";
    await expect(deletion).rejects.toMatchObject({ cause: { constraint } });
  });
});

describe("a shop that may have two images", () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ SHOP_MAX_IMAGES: "2" });
  });

  afterAll(() => app.close());

  test("gets no third: no ticket when it is full, and no image from a ticket that it had before", async () => {
    const { client: before, cookie } = await signUp(app.url);
    const { id: productId } = await before.products.create.mutate({ title: "Mug" });
    const early = await send(before, productId, { bytes: await jpeg(80, 60) });
    // Another process does not know which tickets this one has issued.
    await app.restart();
    const client = clientFor(app.url, cookie);
    const { productImage } = client.uploads;
    await publish(client, productId, await jpeg(60, 40));
    await publish(client, productId, await jpeg(61, 40));

    const request = { input: { productId }, file: describeFile(await jpeg()) };
    const full = { code: "QUOTA_EXCEEDED", httpStatus: 422 };
    expect(await refusalOf(productImage.getUploadTicket.mutate(request))).toEqual(full);
    const complete = () => productImage.completeUpload.mutate({ claim: early.claim });
    expect(await refusalOf(complete())).toEqual(full);
    // It has ended: nothing is left to be tried again.
    expect(await refusalOf(complete())).toEqual(full);
    expect(await app.keys("incoming/")).toEqual([]);
    expect((await client.products.get.query({ productId })).images).toHaveLength(2);
  });

  test("gives no more tickets than would fill it, until one of them ends", async () => {
    const { client } = await signUp(app.url);
    const { id: productId } = await client.products.create.mutate({ title: "Mug" });
    const { productImage } = client.uploads;
    const ask = async () => {
      const request = { input: { productId }, file: describeFile(await jpeg()) };
      return productImage.getUploadTicket.mutate(request);
    };
    await ask();
    await ask();
    expect(await refusalOf(ask())).toEqual({ code: "RATE_LIMITED", httpStatus: 429 });
    app.advance(301_000);
    await ask();
  });
});
