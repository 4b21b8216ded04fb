import { createHash } from "node:crypto";
import { getViewUrl, removeDeadImages, sweepUploads } from "@picket/upload-server";
import { describe, expect, test } from "vitest";
import { createShop, jpeg, type ShopOptions } from "./shop.ts";

const imageBaseUrl = "https://images.shop.example/shelf";

async function publishIn(options: ShopOptions = {}) {
  const shop = createShop(options);
  const result = await shop.complete(await shop.upload(jpeg));
  if (result.status !== "published") throw new Error(`expected published, got ${result.status}`);
  const { image } = result.data;
  const keys = [...shop.store.objects.keys()].sort();
  return { shop, image, keys, place: { store: shop.store, imageBaseUrl } };
}

describe("a private route", () => {
  test("writes nothing where the public can read", async () => {
    const { shop, image, keys } = await publishIn({ route: { visibility: "private" } });
    expect(shop.publicKeys()).toEqual([]);
    expect(keys).toEqual(image.variants.map(({ key }) => key).sort());
    for (const key of keys) expect(key).toMatch(/^private\/[0-9a-f]{32}\/320\.(webp|jpg)$/);
  });

  test("shows its images by URLs that expire, with exact type and a name of our own", async () => {
    const { shop, image, place } = await publishIn({ route: { visibility: "private" } });
    for (const variant of image.variants) {
      const url = await getViewUrl(place, variant, { expiresInSeconds: 60 });
      const { status, headers, bytes } = shop.store.receiveGet(url);
      expect(status).toBe(200);
      expect(headers).toEqual({
        "content-type": variant.type,
        "content-disposition": `inline; filename="${variant.key.replace("private/", "").replace("/", "-")}"`,
        "cache-control": "private, max-age=60",
      });
      expect(createHash("sha256").update(bytes).digest("base64")).toBe(variant.sha256);
      shop.advance(60_001);
      expect(shop.store.receiveGet(url).status).toBe(403);
    }
  });
});

test("a public image has the address that its key says, and nothing is signed", async () => {
  const { image, place } = await publishIn();
  for (const variant of image.variants) {
    expect(await getViewUrl(place, variant)).toBe(`${imageBaseUrl}/${variant.key}`);
  }
});

describe("the original", () => {
  test("is not kept unless the route asks for it", async () => {
    const { image, keys } = await publishIn();
    expect(image).not.toHaveProperty("original");
    expect(keys.filter((key) => key.startsWith("originals/"))).toEqual([]);
  });

  test.each(["public", "private"] as const)(
    "of a %s route is kept in private, as it was verified, and handed out as a download",
    async (visibility) => {
      const { shop, image, place } = await publishIn({ route: { visibility, keepOriginal: true } });
      const { original } = image;
      if (!original) throw new Error("There is no original.");
      expect(original).toMatchObject({
        key: `originals/${image.id}`,
        type: "image/jpeg",
        sizeBytes: jpeg.byteLength,
        sha256: createHash("sha256").update(jpeg).digest("base64"),
      });
      expect(shop.publicKeys().some((key) => key.includes("original"))).toBe(false);
      const { headers, bytes } = shop.store.receiveGet(await getViewUrl(place, original));
      expect(headers).toMatchObject({
        "content-type": "image/jpeg",
        "content-disposition": `attachment; filename="${image.id}.jpeg"`,
        "cache-control": "private, max-age=300",
      });
      expect(bytes).toEqual(new Uint8Array(jpeg));
    },
  );

  test("is of the bytes that were verified, whatever lies under the ticket's key by now", async () => {
    const { shop, image } = await publishIn({
      route: { keepOriginal: true },
      wrapStore: (store) => ({
        ...store,
        read: async (key, sizeBytes) => {
          const bytes = await store.read(key, sizeBytes);
          const object = store.objects.get(key)!;
          store.objects.set(key, { ...object, bytes: new Uint8Array(jpeg.toReversed()) });
          return bytes;
        },
      }),
    });
    expect(shop.store.objects.get(`originals/${image.id}`)?.bytes).toEqual(new Uint8Array(jpeg));
  });
});

describe("nothing is left, private or original,", () => {
  const route = { visibility: "private", keepOriginal: true } as const;

  test("of an image that is deleted", async () => {
    const { shop, image, keys } = await publishIn({ route });
    expect(keys).toHaveLength(3);
    await shop.ledger.transaction((tx) => shop.ledger.markDeleting([image.id], tx));
    await removeDeadImages(shop.backend);
    expect([...shop.store.objects.keys()]).toEqual([]);
  });

  test("of an upload that a crash cut off while it was published, and whose object is gone", async () => {
    const shop = createShop({
      route,
      wrapStore: (store) => ({
        ...store,
        put: async (key, object) => {
          await store.put(key, object);
          return new Promise(() => {});
        },
      }),
    });
    void shop.complete(await shop.upload(jpeg));
    await expect.poll(() => shop.store.objects.size).toBe(4);
    shop.store.objects.delete(shop.incomingKeys()[0] ?? "");
    shop.advance(240_000);
    const sweep = () => sweepUploads(shop.backend, [shop.route], { graceMs: 0 });
    expect(await sweep()).toMatchObject({ abandoned: 1 });
    expect(await sweep()).toMatchObject({ cleared: 1 });
    expect([...shop.store.objects.keys()]).toEqual([]);
  });
});
