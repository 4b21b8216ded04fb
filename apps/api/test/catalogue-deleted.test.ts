/** Images of a product that were deleted: what is listed, comes back, or is given up. */
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { giveUpDeletedImages } from "../src/db/deleted-images.ts";
import { maxImagesPerProduct } from "../src/db/image-list.ts";
import { productImages, uploads } from "../src/db/schema.ts";
import type { ImagesAnswer } from "../src/router.ts";
import { anImage, codesOf, openCatalogue, type Catalogue, type Person } from "./catalogue-shop.ts";
import { engines } from "./limits-database.ts";

describe.each(engines)("on %s", (_name, engine) => {
  let catalogue: Catalogue;
  let ann: Person;
  let productId: string;

  beforeAll(async () => {
    catalogue = await openCatalogue(engine);
  });

  beforeEach(async () => {
    ann = await catalogue.newPerson();
    productId = await catalogue.newProduct(ann);
  });

  afterAll(() => catalogue.close());

  const idsOf = ({ current }: ImagesAnswer): string[] => current.images.map(({ id }) => id);

  async function ofProduct(count: number) {
    const ids = await catalogue.addImages(ann, productId, count);
    const { version } = await ann.api.products.get({ productId });
    return { ids, version };
  }

  describe("a deleted image", () => {
    test("leaves no gap, and comes back to where it was", async () => {
      const { ids, version } = await ofProduct(4);
      const imageId = ids[1] ?? "";
      const request = { productId, version, imageId };
      const deleted = await ann.api.images.delete(request);
      expect(idsOf(deleted)).toEqual(ids.toSpliced(1, 1));
      expect(await catalogue.orderOf(productId)).toEqual(idsOf(deleted));
      expect(await ann.api.images.delete(request)).toEqual({ ...deleted, status: "conflict" });
      const [listed] = (await ann.api.images.listDeleted({ productId })).images;
      expect(listed).toMatchObject({ id: imageId, restorableUntil: expect.stringMatching(/Z$/) });

      const restored = await ann.api.images.restore({ productId, imageId });
      expect(idsOf(restored)).toEqual(ids);
      expect(await catalogue.orderOf(productId)).toEqual(ids);
      const none = { images: [], nextCursor: null };
      expect(await ann.api.images.listDeleted({ productId })).toEqual(none);
    });

    test("comes back to the end when the list is shorter now, and only once", async () => {
      const { ids, version } = await ofProduct(2);
      const [first = "", last = ""] = ids;
      const { current } = await ann.api.images.delete({ productId, version, imageId: last });
      await ann.api.images.delete({ productId, version: current.version, imageId: first });
      await ann.api.images.restore({ productId, imageId: last });
      const again = await ann.api.images.restore({ productId, imageId: last });
      expect(idsOf(again)).toEqual([last]);
      expect(idsOf(await ann.api.images.restore({ productId, imageId: first }))).toEqual(ids);
    });

    test("cannot be moved, described or deleted any more", async () => {
      const { ids, version } = await ofProduct(1);
      const request = { productId, version: version + 1, imageId: ids[0] ?? "" };
      await ann.api.images.delete({ ...request, version });
      const toProductId = await catalogue.newProduct(ann);
      const calls = [
        ann.api.images.delete(request),
        ann.api.images.setAltText({ ...request, altText: "gone" }),
        ann.api.images.move({ ...request, toProductId }),
      ];
      expect(await codesOf(calls)).toEqual(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"]);
    });

    test("is given up after seven days, and its objects are left to the sweep", async () => {
      const { id: imageId } = await catalogue.upload(ann, { productId });
      const [kept = ""] = await catalogue.addImages(ann, productId, 1);
      const { version } = await ann.api.products.get({ productId });
      const { current } = await ann.api.images.delete({ productId, version, imageId });
      await ann.api.images.delete({ productId, version: current.version, imageId: kept });
      await age(imageId, "7 days 1 second");
      await age(kept, "6 days 23 hours");

      const restoring = ann.api.images.restore({ productId, imageId });
      await expect(restoring).rejects.toMatchObject({ code: "NOT_FOUND" });
      const { images: left } = await ann.api.images.listDeleted({ productId });
      expect(left).toMatchObject([{ id: kept }]);
      await giveUpDeletedImages(catalogue.db, catalogue.ledger);
      const rows = await catalogue.db
        .select({ id: productImages.id })
        .from(productImages)
        .where(eq(productImages.productId, productId));
      expect(rows).toEqual([{ id: kept }]);
      const [upload] = await catalogue.db
        .select({ status: uploads.status })
        .from(uploads)
        .where(eq(uploads.imageId, imageId));
      expect(upload).toEqual({ status: "deleting" });
      expect(idsOf(await ann.api.images.restore({ productId, imageId: kept }))).toEqual([kept]);
    });

    async function age(imageId: string, by: string): Promise<void> {
      await catalogue.db
        .update(productImages)
        .set({ deletedAt: sql`${productImages.deletedAt} - ${by}::interval` })
        .where(eq(productImages.id, imageId));
    }
  });

  describe("the list of deleted images", () => {
    /** @returns the ids in the order of the list: the last deleted first */
    async function deleteMany(count: number): Promise<string[]> {
      const { ids } = await ofProduct(count);
      for (const imageId of ids) {
        const { version } = await ann.api.products.get({ productId });
        await ann.api.images.delete({ productId, version, imageId });
      }
      return ids.toReversed();
    }

    /** One page after the other, as somebody does who scrolls. */
    async function allIds(limit: number, between = async (): Promise<void> => {}) {
      const pages: string[][] = [];
      let cursor: string | undefined;
      for (;;) {
        const page = await ann.api.images.listDeleted({ productId, limit, cursor });
        pages.push(page.images.map(({ id }) => id));
        if (page.nextCursor === null) return pages;
        cursor = page.nextCursor;
        await between();
      }
    }

    test("comes in pages, the last deleted first, each image once", async () => {
      const [a, b, c, d, e] = await deleteMany(5);
      expect(await allIds(2)).toEqual([[a, b], [c, d], [e]]);
      expect(await allIds(5)).toEqual([[a, b, c, d, e]]);
    });

    test("does not stumble over what is restored and deleted between two pages", async () => {
      const [a, b, c, d] = await deleteMany(4);
      const pages = await allIds(2, async () => {
        await ann.api.images.restore({ productId, imageId: b ?? "" });
        await deleteMany(1);
      });
      expect(pages).toEqual([
        [a, b],
        [c, d],
      ]);
    });

    test("orders those that were deleted at the very same moment, too", async () => {
      const ids = await deleteMany(5);
      // Of some hours ago, with more digits than a Date has.
      const moment = sql`date_trunc('day', now()) - interval '1 microsecond'`;
      await catalogue.db
        .update(productImages)
        .set({ deletedAt: moment })
        .where(eq(productImages.productId, productId));
      expect((await allIds(2)).flat().toSorted()).toEqual(ids.toSorted());
    });

    test("goes on for as many as were deleted, also more than a product can show", async () => {
      const count = maxImagesPerProduct + 1;
      const place = { productId, position: 0, sizeBytes: 1, deletedAt: new Date() };
      const rows = Array.from({ length: count }, () => ({ ...anImage(), ...place }));
      await catalogue.db.insert(productImages).values(rows);
      expect(new Set((await allIds(100)).flat()).size).toBe(count);
    });

    test("takes no cursor that it has not given, and is nobody else's", async () => {
      await deleteMany(1);
      const asking = ann.api.images.listDeleted({ productId, cursor: "x" });
      await expect(asking).rejects.toMatchObject({ code: "BAD_REQUEST" });
      const cursor = "0.a";
      const page = await ann.api.images.listDeleted({ productId, cursor });
      expect(page).toEqual({ images: [], nextCursor: null });
      const { api } = await catalogue.newPerson();
      const other = api.images.listDeleted({ productId, cursor });
      await expect(other).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
  });
});
