/** The straight line: from a described file to a picture on the shelf, over real HTTP. */
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProductImage } from "../src/router.ts";
import { jpeg, phonePhoto } from "./pictures.ts";
import { publish, send } from "./plain-upload.ts";
import {
  clientFor,
  demo,
  signIn,
  signUp,
  startTestApp,
  type Client,
  type TestApp,
} from "./test-app.ts";

let app: TestApp;
let client: Client;

beforeAll(async () => {
  app = await startTestApp();
  client = clientFor(app.url, await signIn(app.url, demo));
});

afterAll(() => app.close());

async function newProduct(): Promise<string> {
  return (await client.products.create.mutate({ title: "Stoneware mug" })).id;
}

async function imagesOf(productId: string): Promise<ProductImage[]> {
  return (await client.products.get.query({ productId })).images;
}

function urlsOf({ variants }: ProductImage): string[] {
  return variants.map(({ url }) => url);
}

describe("a photo", () => {
  test("is published upright, immutable and without a trace of where it was taken", async () => {
    const productId = await newProduct();
    const photo = await phonePhoto();
    expect(Buffer.from(photo).includes("SecretCam")).toBe(true);
    const { image } = await publish(client, productId, photo);
    expect(image).toMatchObject({ name: "mug.jpg", width: 48, height: 64 });
    expect(image.dominantColor).toMatch(/^#[0-9a-f]{6}$/);
    expect(image.variants.map(({ type }) => type)).toEqual(["image/webp", "image/jpeg"]);
    expect(await imagesOf(productId)).toEqual([image]);
    for (const url of urlsOf(image)) {
      const response = await fetch(url);
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      const bytes = Buffer.from(await response.arrayBuffer());
      const { exif, xmp, icc, iptc, width, height } = await sharp(bytes).metadata();
      expect({ exif, xmp, icc, iptc, width, height }).toEqual({ width: 48, height: 64 });
      expect(bytes.includes("SecretCam")).toBe(false);
      // Red was left of the stored pixels; turned by orientation 6 it is on top.
      const [red, green] = await sharp(bytes).extract(topCorner).raw().toBuffer();
      expect(red).toBeGreaterThan(150);
      expect(green).toBeLessThan(100);
    }
  });

  test("leaves nothing behind in the quarantine", async () => {
    await publish(client, await newProduct(), await jpeg());
    expect(await app.keys("incoming/")).toEqual([]);
  });

  test("completed again and again is one image with one answer", async () => {
    const productId = await newProduct();
    const { data, claim } = await publish(client, productId, await jpeg());
    const keys = await app.keys("images/");
    const again = await client.uploads.productImage.completeUpload.mutate({ claim });
    expect(JSON.stringify(again)).toBe(JSON.stringify({ status: "published", data }));
    expect(await imagesOf(productId)).toHaveLength(1);
    expect(await app.keys("images/")).toEqual(keys);
  });

  test("thrown away before it is completed never appears", async () => {
    const productId = await newProduct();
    const { claim } = await send(client, productId, { bytes: await jpeg() });
    await client.uploads.productImage.discardUpload.mutate({ claim });
    expect(await app.keys("incoming/")).toEqual([]);
    expect(await imagesOf(productId)).toEqual([]);
  });

  test("may be called what it likes, even what no database can hold", async () => {
    const productId = await newProduct();
    const names = [
      "nul\u0000.jpg",
      "half \ud83d.jpg",
      "'; drop table products; --",
      "",
      "\u202egpj.exe",
    ];
    for (const name of names) {
      const { claim } = await send(client, productId, { bytes: await jpeg(), said: { name } });
      const result = await client.uploads.productImage.completeUpload.mutate({ claim });
      expect(result.status).toBe("published");
    }
    expect(await imagesOf(productId)).toHaveLength(names.length);
  });

  test("is the product's cover when it is the first", async () => {
    const productId = await newProduct();
    const { image } = await publish(client, productId, await jpeg());
    await publish(client, productId, await jpeg(50));
    const { products } = await client.products.list.query();
    expect(products.find(({ id }) => id === productId)).toEqual({
      id: productId,
      shopId: expect.any(String),
      title: "Stoneware mug",
      imageCount: 2,
      cover: image,
    });
  });
});

test("photos that are completed at the same moment each get a place of their own", async () => {
  const productId = await newProduct();
  const widths = [40, 41, 42, 43, 44, 45];
  await Promise.all(widths.map(async (width) => publish(client, productId, await jpeg(width))));
  const images = await imagesOf(productId);
  expect(new Set(images.map(({ width }) => width))).toEqual(new Set(widths));
  expect(images).toHaveLength(widths.length);
  const { products: listed } = await client.products.list.query();
  expect(listed.find(({ id }) => id === productId)?.cover).toEqual(images[0]);
});

test("a second person sees a shop of their own, with nothing of the first one's in it", async () => {
  const second = await signUp(app.url);
  expect((await second.client.products.list.query()).products).toEqual([]);
});

test("a restart keeps products, images, sessions and what is still to be completed", async () => {
  const productId = await newProduct();
  const { image } = await publish(client, productId, await jpeg());
  const { claim } = await send(client, productId, { bytes: await jpeg(33) });
  const cookie = await signIn(app.url, demo);

  await app.restart();

  client = clientFor(app.url, cookie);
  // The server has another port now, and so have the URLs.
  const [kept] = await imagesOf(productId);
  expect(kept).toMatchObject({ id: image.id, placeholder: image.placeholder });
  expect((await fetch(kept?.jpegUrl ?? "")).status).toBe(200);
  const late = await client.uploads.productImage.completeUpload.mutate({ claim });
  expect(late).toMatchObject({ status: "published", data: { width: 33 } });
  expect((await client.products.list.query()).products.filter(isSeeded)).toHaveLength(6);
});

test("an upload whose browser is gone is finished by the next start", async () => {
  const productId = await newProduct();
  await send(client, productId, { bytes: await jpeg() });
  // The ticket's life and the grace that a slow browser is given.
  app.advance(11 * 60 * 1000);
  await app.restart();
  client = clientFor(app.url, await signIn(app.url, demo));
  await expect.poll(() => imagesOf(productId), { timeout: 20_000 }).toHaveLength(1);
  await expect.poll(() => app.keys("incoming/"), { timeout: 20_000 }).toEqual([]);
});

const topCorner = { left: 40, top: 4, width: 1, height: 1 };

function isSeeded({ title }: { title: string }): boolean {
  return title !== "Stoneware mug";
}
