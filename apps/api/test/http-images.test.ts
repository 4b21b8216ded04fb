/** Published images, as anybody gets them, and everything else in the bucket, which nobody gets. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProductImage } from "../src/router.ts";
import { jpeg } from "./pictures.ts";
import { describeFile, post, publish } from "./plain-upload.ts";
import { signUp, startTestApp, type TestApp } from "./test-app.ts";

let app: TestApp;
let image: ProductImage;
let urls: string[];

beforeAll(async () => {
  app = await startTestApp();
  const { client } = await signUp(app.url);
  const { id: productId } = await client.products.create.mutate({ title: "Mug" });
  ({ image } = await publish(client, productId, await jpeg(700, 500)));
  urls = image.variants.map(({ url }) => url);
  // One that stays in quarantine: sent, and not completed.
  const bytes = await jpeg(30, 20);
  const request = { input: { productId }, file: describeFile(bytes) };
  await post(await client.uploads.productImage.getUploadTicket.mutate(request), bytes);
});

afterAll(() => app.close());

describe("every public object", () => {
  test("has its exact type, is kept for good, and can do nothing but be looked at", async () => {
    expect(urls.length).toBeGreaterThan(2);
    for (const url of urls) {
      const response = await fetch(url);
      expect(response.status).toBe(200);
      const name = url.split("/").slice(-2).join("-");
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "content-type": url.endsWith(".jpg") ? "image/jpeg" : "image/webp",
        "content-disposition": `inline; filename="${name}"`,
        "cache-control": "public, max-age=31536000, immutable",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "cross-origin",
      });
      expect(response.headers.getSetCookie()).toEqual([]);
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(bytes.byteLength).toBe(Number(response.headers.get("content-length")));
    }
  });

  test("is the same bytes, whatever is asked besides", async () => {
    const plain = await bytesOf(image.jpegUrl);
    for (const query of ["?a=1", "?response-content-type=text/html", "?versionId=x&uploads", "?"]) {
      expect(await bytesOf(`${image.jpegUrl}${query}`)).toEqual(plain);
    }
    const headers = { "x-forwarded-host": "evil.example", cookie: "a=b", accept: "text/html" };
    const response = await fetch(image.jpegUrl, { headers });
    expect(response.headers.get("content-type")).toBe("image/jpeg");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(plain);
  });

  test("is not sent again to whoever has it, and in parts to whoever wants parts", async () => {
    const whole = await bytesOf(image.jpegUrl);
    const head = await fetch(image.jpegUrl, { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(head.headers.get("content-length")).toBe(`${whole.byteLength}`);
    const etag = head.headers.get("etag") ?? "";
    const again = await fetch(image.jpegUrl, { headers: { "if-none-match": etag } });
    expect(again.status).toBe(304);
    const part = await fetch(image.jpegUrl, { headers: { range: "bytes=0-9" } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(0, 10));
  });

  async function bytesOf(url: string): Promise<Buffer> {
    return Buffer.from(await (await fetch(url)).arrayBuffer());
  }
});

test("no other path leads into the bucket", async () => {
  const [incoming = ""] = await app.keys("incoming/");
  expect(incoming).not.toBe("");
  const paths = [
    incoming,
    `images/../${incoming}`,
    `images/%2e%2e/${incoming}`,
    `images/${image.id}/`,
    `images/${image.id}/320.html`,
    `images/${image.id}/320.webp/`,
    `images/${image.id}/..%2f..%2f${incoming}`,
    `images/${"0".repeat(32)}/320.webp`,
    "images/",
    "picket/",
  ];
  for (const path of paths) {
    const response = await fetch(`${app.url}/${path}`, { headers: { accept: "*/*" } });
    expect([path, response.status]).toEqual([path, 404]);
  }
  expect((await fetch(image.jpegUrl, { method: "DELETE" })).status).toBe(404);
});

describe("the bucket itself gives to nobody", () => {
  test("what lies outside images/, whether it is there or not", async () => {
    const incoming = await app.keys("incoming/");
    expect(incoming).toHaveLength(1);
    for (const key of [...incoming, "incoming/x", "originals/x", "private/x/1.webp", "x", ""]) {
      for (const method of ["GET", "HEAD", "PUT", "DELETE"]) {
        const response = await fetch(`${app.bucketUrl}/${key}`, { method });
        expect([method, key, response.status]).toEqual([method, key, 403]);
      }
    }
  });

  test.each(["", "incoming/", "images/", "originals/", "private/"])(
    "a list of %j",
    async (prefix) => {
      for (const query of [`list-type=2&prefix=${prefix}`, `prefix=${prefix}`, "versions"]) {
        expect((await fetch(`${app.bucketUrl}?${query}`)).status).toBe(403);
      }
    },
  );

  test("a change of what is public", async () => {
    const url = `${app.bucketUrl}/images/${image.id}/320.webp`;
    for (const method of ["PUT", "DELETE"]) {
      const body = method === "PUT" ? "<script>" : null;
      expect((await fetch(url, { method, body })).status).toBe(403);
    }
    expect((await fetch(image.jpegUrl)).status).toBe(200);
  });
});
