/** The images of a product: order, words, deleting and undoing, moving, replacing. */
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { maxImagesPerProduct } from "../src/db/image-list.ts";
import { productImages, products } from "../src/db/schema.ts";
import type { ImagesAnswer } from "../src/router.ts";
import { anImage, openCatalogue, type Catalogue, type Person } from "./catalogue-shop.ts";
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

  describe("an order", () => {
    test("is changed as a whole, and its first image is the cover", async () => {
      const { ids, version } = await ofProduct(3);
      const imageIds = ids.toReversed();
      const answer = await ann.api.images.reorder({ productId, version, imageIds });
      expect(answer.status).toBe("changed");
      expect(answer.current.version).toBe(version + 1);
      expect(idsOf(answer)).toEqual(imageIds);
      expect(await catalogue.orderOf(productId)).toEqual(imageIds);
      const { products: listed } = await ann.api.products.list();
      expect(listed[0]).toMatchObject({ imageCount: 3, cover: { id: imageIds[0] } });
    });

    test("that was committed while its answer got lost conflicts when it is tried again", async () => {
      const { ids, version } = await ofProduct(3);
      const request = { productId, version, imageIds: ids.toReversed() };
      const lost = await ann.api.images.reorder(request);
      expect(await ann.api.images.reorder(request)).toEqual({
        status: "conflict",
        current: lost.current,
      });
    });

    test("of a list that has changed since is not applied", async () => {
      const { ids, version } = await ofProduct(2);
      const [added = ""] = await catalogue.addImages(ann, productId, 1);
      const request = { productId, version, imageIds: ids.toReversed() };
      const answer = await ann.api.images.reorder(request);
      expect(answer.status).toBe("conflict");
      expect(idsOf(answer)).toEqual([...ids, added]);
      const again = { productId, version: answer.current.version, imageIds: [added, ...ids] };
      expect((await ann.api.images.reorder(again)).status).toBe("changed");
    });

    test("names every image once", async () => {
      const { ids, version } = await ofProduct(3);
      const [a = "", b = "", c = ""] = ids;
      const reorder = (imageIds: string[]) =>
        ann.api.images.reorder({ productId, version, imageIds });
      for (const imageIds of [[a, b], [], [a, b, c, c], [a, a, b]]) {
        await expect(reorder(imageIds)).rejects.toMatchObject({ code: "BAD_REQUEST" });
      }
      await expect(reorder([a, b, "0".repeat(32)])).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await catalogue.orderOf(productId)).toEqual(ids);
    });

    test("with two images at one place is refused by the database itself", async () => {
      await ofProduct(2);
      const twice = catalogue.db
        .update(productImages)
        .set({ position: 0 })
        .where(eq(productImages.productId, productId));
      await expect(twice).rejects.toMatchObject({ cause: { code: "23P01" } });
    });
  });

  test("an alt text is kept with its image, and an empty one takes it away", async () => {
    const { ids, version } = await ofProduct(2);
    const imageId = ids[1] ?? "";
    const request = { productId, version, imageId, altText: "A mug, seen from above" };
    const answer = await ann.api.images.setAltText(request);
    expect(answer.current.images.map(({ altText }) => altText)).toEqual(["", request.altText]);
    expect((await ann.api.images.setAltText(request)).status).toBe("conflict");
    const emptied = { ...request, version: answer.current.version, altText: "" };
    expect((await ann.api.images.setAltText(emptied)).current.images[1]?.altText).toBe("");
  });

  describe("an image that is moved", () => {
    test("goes to the end of the other product, with its words, and leaves no gap", async () => {
      const { ids, version } = await ofProduct(3);
      const toProductId = await catalogue.newProduct(ann, "Jug");
      const there = await catalogue.addImages(ann, toProductId, 2);
      const before = await ann.api.products.get({ productId: toProductId });
      const [imageId = "", ...staying] = ids;
      const answer = await ann.api.images.move({ productId, version, imageId, toProductId });
      expect(answer.status).toBe("changed");
      expect(idsOf(answer)).toEqual(staying);
      expect(await catalogue.orderOf(productId)).toEqual(staying);
      expect(await catalogue.orderOf(toProductId)).toEqual([...there, imageId]);
      const after = await ann.api.products.get({ productId: toProductId });
      expect(after.version).toBe(before.version + 1);
      const again = await ann.api.images.move({ productId, version, imageId, toProductId });
      expect(again).toEqual({ ...answer, status: "conflict" });
    });

    test("stays in its shop, and does not go to where it is", async () => {
      const { ids, version } = await ofProduct(1);
      const other = await ann.api.shops.create({ name: "Second shop" });
      const elsewhere = await ann.api.products.create({ title: "Jug", shopId: other.id });
      const request = { productId, version, imageId: ids[0] ?? "" };
      const move = (toProductId: string) => ann.api.images.move({ ...request, toProductId });
      await expect(move(elsewhere.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(move(productId)).rejects.toMatchObject({ code: "BAD_REQUEST" });
      expect(await catalogue.orderOf(productId)).toEqual(ids);
    });
  });

  describe("an image that replaces another", () => {
    test("takes over its place and alt text, and the other can be restored", async () => {
      const { ids, version } = await ofProduct(3);
      const replaces = ids[1] ?? "";
      const altText = "A mug on a shelf";
      await ann.api.images.setAltText({ productId, version, imageId: replaces, altText });
      const image = await catalogue.upload(ann, { productId, replaces });
      expect(image.altText).toBe(altText);
      expect(await catalogue.orderOf(productId)).toEqual(ids.toSpliced(1, 1, image.id));
      const restored = await ann.api.images.restore({ productId, imageId: replaces });
      expect(idsOf(restored)).toEqual(ids.toSpliced(2, 0, image.id).with(1, replaces));
    });

    test("goes to the end when that was deleted meanwhile", async () => {
      const { ids, version } = await ofProduct(2);
      const replaces = ids[0] ?? "";
      await ann.api.images.delete({ productId, version, imageId: replaces });
      const image = await catalogue.upload(ann, { productId, replaces });
      expect(await catalogue.orderOf(productId)).toEqual([ids[1], image.id]);
    });

    test("gets no ticket when it names one of another shop, or none at all", async () => {
      const eve = await catalogue.newPerson();
      const [theirs = ""] = await catalogue.addImages(ann, productId, 1);
      const mine = await catalogue.newProduct(eve);
      for (const replaces of [theirs, "0".repeat(32)]) {
        const call = catalogue.upload(eve, { productId: mine, replaces });
        await expect(call).rejects.toMatchObject({ code: "NOT_FOUND" });
      }
    });
  });

  test("a product has room for so many images, however they come", async () => {
    const { ids } = await ofProduct(1);
    await catalogue.db.insert(productImages).values(
      Array.from({ length: maxImagesPerProduct - 1 }, (_, index) => ({
        ...anImage(),
        productId,
        sizeBytes: 1,
        position: index + 1,
      })),
    );
    const uploading = catalogue.upload(ann, { productId });
    await expect(uploading).rejects.toMatchObject({ message: "QUOTA_EXCEEDED" });

    const other = await catalogue.newProduct(ann);
    const [imageId = ""] = await catalogue.addImages(ann, other, 1);
    const moving = ann.api.images.move({
      productId: other,
      version: 1,
      imageId,
      toProductId: productId,
    });
    await expect(moving).rejects.toMatchObject({ code: "UNPROCESSABLE_CONTENT" });

    const replaced = await catalogue.upload(ann, { productId, replaces: ids[0] ?? "" });
    const order = await catalogue.orderOf(productId);
    expect(order).toHaveLength(maxImagesPerProduct);
    expect(order[0]).toBe(replaced.id);
    const restoring = ann.api.images.restore({ productId, imageId: ids[0] ?? "" });
    await expect(restoring).rejects.toMatchObject({ code: "UNPROCESSABLE_CONTENT" });
    const { version } = await ann.api.products.get({ productId });
    const reordering = ann.api.images.reorder({ productId, version, imageIds: order.toReversed() });
    expect((await reordering).status).toBe("changed");
    expect(await catalogue.db.$count(products, eq(products.id, productId))).toBe(1);
  });
});
