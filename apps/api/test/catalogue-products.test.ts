/** Products: pages, search, names, the archive. */
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { products } from "../src/db/schema.ts";
import { openCatalogue, type Catalogue, type Person } from "./catalogue-shop.ts";
import { engines } from "./limits-database.ts";

describe.each(engines)("on %s", (_name, engine) => {
  let catalogue: Catalogue;
  let ann: Person;

  beforeAll(async () => {
    catalogue = await openCatalogue(engine);
  });

  beforeEach(async () => {
    ann = await catalogue.newPerson();
  });

  afterAll(() => catalogue.close());

  async function titles(query: Parameters<typeof ann.api.products.list>[0]): Promise<string[]> {
    return (await ann.api.products.list(query)).products.map(({ title }) => title);
  }

  /** One page after the other, as somebody does who scrolls. */
  async function allTitles(limit: number, between = async (): Promise<void> => {}) {
    const pages: string[][] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await ann.api.products.list({ limit, cursor });
      pages.push(page.products.map(({ title }) => title));
      if (page.nextCursor === null) return pages;
      cursor = page.nextCursor;
      await between();
    }
  }

  describe("the list", () => {
    test("comes in pages, the newest first, each product once", async () => {
      for (const title of ["A", "B", "C", "D", "E"]) await catalogue.newProduct(ann, title);
      expect(await allTitles(2)).toEqual([["E", "D"], ["C", "B"], ["A"]]);
      expect(await allTitles(5)).toEqual([["E", "D", "C", "B", "A"]]);
    });

    test("does not stumble over what is made and archived between two pages", async () => {
      for (const title of ["A", "B", "C", "D"]) await catalogue.newProduct(ann, title);
      const pages = await allTitles(2, async () => {
        await catalogue.newProduct(ann, "new");
        const { products: shown } = await ann.api.products.list({ limit: 2 });
        await ann.api.products.archive({ productId: shown.at(-1)?.id ?? "" });
      });
      expect(pages).toEqual([
        ["D", "C"],
        ["B", "A"],
      ]);
    });

    test("orders those that were made at the very same moment, too", async () => {
      for (const title of ["A", "B", "C", "D", "E"]) await catalogue.newProduct(ann, title);
      await catalogue.db
        .update(products)
        .set({ createdAt: sql`'2026-01-01 00:00:00.123456Z'::timestamptz` })
        .where(eq(products.shopId, ann.shopId));
      const pages = await allTitles(2);
      expect(pages.flat().toSorted()).toEqual(["A", "B", "C", "D", "E"]);
    });

    test("is of all shops that a person belongs to, or of the one that they name", async () => {
      await catalogue.newProduct(ann, "Mug");
      const { id: shopId } = await ann.api.shops.create({ name: "Second shop" });
      await ann.api.products.create({ shopId, title: "Jug" });
      await catalogue.newProduct(ann, "Bowl");
      expect(await titles({})).toEqual(["Bowl", "Jug", "Mug"]);
      expect(await titles({ shopId })).toEqual(["Jug"]);
      expect(await titles({ shopId: ann.shopId, limit: 1 })).toEqual(["Bowl"]);
    });

    test("takes no cursor that it has not given", async () => {
      for (const cursor of ["", "x", "1", "12345678901234567.a", "1.a.b", "-1.a", "1.'"]) {
        const call = ann.api.products.list({ cursor });
        await expect(call).rejects.toMatchObject({ code: "BAD_REQUEST" });
      }
      expect((await ann.api.products.list({ cursor: "9999999999999999.a" })).products).toEqual([]);
      expect((await ann.api.products.list({ cursor: "0.a" })).products).toEqual([]);
    });
  });

  describe("the search", () => {
    test("finds a part of a title, whatever its case and accents", async () => {
      const all = ["Crème brûlée dish", "STONEWARE mug", "Straße poster", "İznik tile", "白い皿"];
      for (const title of all) await catalogue.newProduct(ann, title);
      const found = {
        creme: "Crème brûlée dish",
        "ÛLÉE D": "Crème brûlée dish",
        ware: "STONEWARE mug",
        straße: "Straße poster",
        iznik: "İznik tile",
        い: "白い皿",
      };
      for (const [search, title] of Object.entries(found)) {
        expect(await titles({ search })).toEqual([title]);
      }
      expect(await titles({ search: "glass" })).toEqual([]);
      expect(await titles({ search: "  " })).toHaveLength(all.length);
    });

    test("takes signs that mean something to LIKE for what they are", async () => {
      for (const title of [
        "100 % linen",
        "100 linen",
        "snake_case",
        "snakeXcase",
        String.raw`a\b`,
      ]) {
        await catalogue.newProduct(ann, title);
      }
      expect(await titles({ search: "100 %" })).toEqual(["100 % linen"]);
      expect(await titles({ search: "e_c" })).toEqual(["snake_case"]);
      expect(await titles({ search: String.raw`a\b` })).toEqual([String.raw`a\b`]);
      expect(await titles({ search: "%%" })).toEqual([]);
      expect(await titles({ search: "\\" })).toEqual([String.raw`a\b`]);
    });

    test("comes in pages, too, and follows a new title", async () => {
      const first = await catalogue.newProduct(ann, "Mug 1");
      for (const title of ["Mug 2", "Jug", "Mug 3"]) await catalogue.newProduct(ann, title);
      const page = await ann.api.products.list({ search: "mug", limit: 2 });
      expect(page.products.map(({ title }) => title)).toEqual(["Mug 3", "Mug 2"]);
      const cursor = page.nextCursor ?? "";
      expect(await titles({ search: "mug", limit: 2, cursor })).toEqual(["Mug 1"]);
      await ann.api.products.rename({ productId: first, title: "Plate", from: "Mug 1" });
      expect(await titles({ search: "mug 1" })).toEqual([]);
      expect(await titles({ search: "plate" })).toEqual(["Plate"]);
    });
  });

  test("a new title is refused to whoever has not seen the one that somebody else gave it meanwhile", async () => {
    const productId = await catalogue.newProduct(ann, "Mug");
    const rename = (from: string, title: string) =>
      ann.api.products.rename({ productId, from, title });
    expect(await rename("Mug", "Cup")).toMatchObject({ status: "changed" });
    // A photo that arrives is no other title.
    await catalogue.addImages(ann, productId, 1);
    const current = expect.objectContaining({ title: "Cup" });
    expect(await rename("Mug", "Beaker")).toEqual({ status: "conflict", current });
    // Its first answer may have been lost.
    expect(await rename("Mug", "Cup")).toEqual({ status: "changed", current });
    const both = await Promise.all([rename("Cup", "Bowl"), rename("Cup", "Pot")]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["changed", "conflict"]);
  });

  test("an archived product is out of the list, and nothing else", async () => {
    const productId = await catalogue.newProduct(ann, "Mug");
    await catalogue.newProduct(ann, "Jug");
    const [imageId] = await catalogue.addImages(ann, productId, 1);
    const archived = await ann.api.products.archive({ productId });
    expect(archived.isArchived).toBe(true);
    expect(await ann.api.products.archive({ productId })).toEqual(archived);
    expect(await titles({})).toEqual(["Jug"]);
    expect(await titles({ archived: true })).toEqual(["Mug"]);
    expect(await titles({ archived: true, search: "mug" })).toEqual(["Mug"]);
    const { id: added } = await catalogue.upload(ann, { productId });
    const { images } = await ann.api.products.get({ productId });
    expect(images.map(({ id }) => id)).toEqual([imageId, added]);
    expect((await ann.api.products.unarchive({ productId })).isArchived).toBe(false);
    expect(await titles({})).toEqual(["Jug", "Mug"]);
  });
});
