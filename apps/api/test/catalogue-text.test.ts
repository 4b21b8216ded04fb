/** Whatever people write comes back as they wrote it, or is refused; it is never too much for the database. */
import { array, assert, asyncProperty, integer, oneof, string } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codesOf, openCatalogue, type Catalogue, type Person } from "./catalogue-shop.ts";
import { engines } from "./limits-database.ts";

const kept = [
  "Oak serving board, round",
  "Crème brûlée — “petite” (Ø 12 cm)",
  "白い皿 皿 茶碗",
  "كوب خزفي",
  "קערה",
  "मिट्टी का बर्तन",
  "👩‍👩‍👧‍👦 family mug ❤️",
  "نمی‌خواهم",
  "Z̷̢̈́a̶l̸g̵o̷",
  "'; drop table products; --",
  "' or '1'='1",
  "<script>alert(1)</script>",
  "${process.exit(1)} {{7*7}} <%= 1 %>",
  "%s %n %x %d ${HOME} `id`",
  "../../etc/passwd",
  "C:\\CON\\NUL",
  "null",
  "undefined",
  "NaN",
  "__proto__",
  "constructor",
  "-1/0",
  "0x0",
  "1e999",
  "\\u0000 spelt out",
  "\u200Fmug",
  "ﷺ",
  "ﬃ ligature",
  "Å",
  "\uFFFD\uFFFE",
  "\u{10FFFF}.",
];

const refused = [
  "",
  " ",
  "\u200B",
  "\u2060\uFEFF",
  "mug\0",
  "mug\njug",
  "mug\tjug",
  "\u001B[31mred",
  "mug\u0085",
  "mug\u2028jug",
  "\u202Egum",
  "\u2066mug",
  "\uD800",
  "\uDC00\uD800 mug",
  "a".repeat(121),
  // shorter before it is composed
  "\uFB2C".repeat(100),
];

/** Also what is no text at all: halves of pairs, controls, code points that mean nothing. */
const anyText = oneof(
  string({ unit: "grapheme", maxLength: 140 }),
  string({ unit: "binary", maxLength: 140 }),
  string({ maxLength: 140 }),
  array(integer({ min: 0, max: 0xffff }), { maxLength: 140 }).map((units) =>
    String.fromCharCode(...units),
  ),
);

describe.each(engines)("on %s", (_name, engine) => {
  let catalogue: Catalogue;
  let ann: Person;
  let productId: string;

  beforeAll(async () => {
    catalogue = await openCatalogue(engine);
    ann = await catalogue.newPerson();
    productId = await catalogue.newProduct(ann);
    await catalogue.addImages(ann, productId, 1);
  });

  afterAll(() => catalogue.close());

  /** @returns what is stored then, and what is found by it; or how it was refused */
  async function writeTitle(title: string): Promise<unknown> {
    const { title: from } = await ann.api.products.get({ productId });
    const [code] = await codesOf([ann.api.products.rename({ productId, title, from })]);
    if (code !== null) return { code };
    const written = await ann.api.products.get({ productId });
    const found = await ann.api.products.list({ search: title });
    return { text: written.title, found: found.products.map(({ id }) => id) };
  }

  /** @returns what is stored then; or how it was refused */
  async function writeAltText(altText: string): Promise<unknown> {
    const { version, images } = await ann.api.products.get({ productId });
    const imageId = images[0]?.id ?? "";
    const request = { productId, version, imageId, altText };
    const [code] = await codesOf([ann.api.images.setAltText(request)]);
    if (code !== null) return { code };
    const written = await ann.api.products.get({ productId });
    return { text: written.images[0]?.altText };
  }

  const asWritten = (text: string) => text.normalize("NFC").trim();
  const refusal = { code: "BAD_REQUEST" };

  test.each(kept)("%j is a title and an alt text", async (text) => {
    expect(await writeTitle(text)).toEqual({ text: asWritten(text), found: [productId] });
    expect(await writeAltText(text)).toEqual({ text: asWritten(text) });
  });

  test.each(refused)("%j is no title", async (text) => {
    expect(await writeTitle(text)).toEqual(refusal);
  });

  test("any text is a title or refused, and likewise an alt text", async () => {
    expect.hasAssertions();
    await assert(
      asyncProperty(anyText, async (text) => {
        const asTitle = { text: asWritten(text), found: [productId] };
        expect([refusal, asTitle]).toContainEqual(await writeTitle(text));
        expect([refusal, { text: asWritten(text) }]).toContainEqual(await writeAltText(text));
      }),
      { numRuns: 100 },
    );
  });

  test("any text can be searched for, or is refused", async () => {
    expect.hasAssertions();
    await assert(
      asyncProperty(anyText, async (search) => {
        const codes = await codesOf([ann.api.products.list({ search })]);
        expect([null, "BAD_REQUEST"]).toEqual(expect.arrayContaining(codes));
      }),
      { numRuns: 100 },
    );
  });

  test("no procedure takes a field that it does not know, nor an id of another form", async () => {
    const { images, products, shops } = ann.api;
    const loose: Record<string, (input: never) => Promise<unknown>> = {
      list: products.list,
      get: products.get,
      create: products.create,
      rename: products.rename,
      archive: products.archive,
      reorder: images.reorder,
      move: images.move,
      restore: images.restore,
      invite: shops.invite,
      join: shops.join,
    };
    const base = {
      productId,
      version: 0,
      imageId: "0".repeat(32),
      imageIds: [],
      title: "Mug",
      from: "Mug",
    };
    for (const call of Object.values(loose)) {
      for (const input of [
        { ...base, isAdmin: true },
        { productId: "a".repeat(65) },
        { productId: "../x" },
        { productId: ["x"] },
        { productId: { $ne: null } },
      ]) {
        // Deliberately not what the procedure takes.
        expect(await codesOf([call(input as never)])).toEqual(["BAD_REQUEST"]);
      }
    }
  });
});
