/** What a crash leaves behind, and what becomes of it. */
import { createHash } from "node:crypto";
import { uploadError } from "@picket/upload-core";
import {
  recoverUploads,
  removeDeadImages,
  sweepUploads,
  type ImageProcessor,
} from "@picket/upload-server";
import { createMemoryProcessor } from "@picket/upload-server/testing";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { readClaim } from "../src/claim.ts";
import { createShop, jpeg, secret, watched, type ShopOptions } from "./shop.ts";

type Shop = ReturnType<typeof createShop>;

const graceMs = 5 * 60_000;
const leaseMs = 120_000;
const lateMs = 3_600_000;

const recover = (shop: Shop) => recoverUploads(shop.backend, [shop.route]);
const sweep = (shop: Shop) => sweepUploads(shop.backend, [shop.route], { graceMs });

/** A process that is killed: what it was about to do never happens, and it tells nobody. */
const killed = (): Promise<never> => new Promise(() => {});

/** Dies as soon as it has put so many public objects. */
function dyingAfterPuts(count: number): { options: ShopOptions; revive: () => void } {
  let left = count;
  const options: ShopOptions = {
    wrapStore: (store) => ({
      ...store,
      put: async (key, object) => {
        if (left === 0) return killed();
        left -= 1;
        const ending = await store.put(key, object);
        return left === 0 ? killed() : ending;
      },
    }),
  };
  return {
    options,
    revive: () => {
      left = Infinity;
    },
  };
}

async function dieWhilePublishing(puts: number): Promise<{ shop: Shop; claim: string }> {
  const { options, revive } = dyingAfterPuts(puts);
  const shop = createShop(options);
  const claim = await shop.upload(jpeg);
  void shop.complete(claim);
  await expect.poll(() => shop.publicKeys()).toHaveLength(puts);
  revive();
  return { shop, claim };
}

describe("a worker that is killed between its public objects and the row", () => {
  test.each([1, 2])("having written %d of 2, is continued by the sweep", async (puts) => {
    const { shop, claim } = await dieWhilePublishing(puts);
    shop.advance(leaseMs);
    // Long before the object is old enough for the list of what lies about.
    expect(await sweep(shop)).toMatchObject({ completed: 1, failed: 0 });
    expect(shop.publicKeys()).toHaveLength(2);
    expect(await shop.complete(claim)).toEqual({ status: "published", data: shop.ledger.rows[0] });
  });

  test.each([1, 2])(
    "having written %d of 2, leaves nothing public when the lifecycle rule took the object",
    async (puts) => {
      const { shop, claim } = await dieWhilePublishing(puts);
      shop.store.objects.delete(shop.incomingKeys()[0] ?? "");
      shop.advance(leaseMs);
      expect(await sweep(shop)).toMatchObject({ abandoned: 1, failed: 0 });
      expect(await sweep(shop)).toMatchObject({ cleared: 1, failed: 0 });
      expect(shop.publicKeys()).toEqual([]);
      expect(shop.ledger.rows).toEqual([]);
      await expect(shop.complete(claim)).rejects.toMatchObject({ code: "OBJECT_MISSING" });
    },
  );

  test("and a store that fails while it publishes, leave a row by which all is found", async () => {
    let isDown = true;
    const shop = createShop({
      wrapStore: (store) => ({
        ...store,
        put: async (key, object) => {
          if (isDown && key.endsWith(".jpg")) throw uploadError("STORAGE_UNAVAILABLE");
          return store.put(key, object);
        },
      }),
    });
    const claim = await shop.upload(jpeg);
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    expect(shop.publicKeys()).toHaveLength(1);
    shop.store.objects.delete(shop.incomingKeys()[0] ?? "");
    isDown = false;
    shop.advance(leaseMs);
    expect(await sweep(shop)).toMatchObject({ abandoned: 1 });
    expect(await sweep(shop)).toMatchObject({ cleared: 1 });
    expect(shop.publicKeys()).toEqual([]);
  });
});

test("what was written before a crash stays when the settings have changed since, and the row says what is there", async () => {
  const { options, revive } = dyingAfterPuts(1);
  let height = 30;
  const base = createMemoryProcessor();
  const processor: ImageProcessor = {
    render: async (...args) => {
      const rendered = await base.render(...args);
      const picture = sharp({ create: { width: 40, height, channels: 3, background: "green" } });
      const variants = [
        { width: 40, height, type: "image/webp" as const, bytes: await picture.webp().toBuffer() },
        { width: 40, height, type: "image/jpeg" as const, bytes: await picture.jpeg().toBuffer() },
      ];
      return { ...rendered, variants };
    },
  };
  const shop = createShop({ ...options, processor });
  const claim = await shop.upload(jpeg);
  void shop.complete(claim);
  await expect.poll(() => shop.publicKeys()).toHaveLength(1);
  revive();
  height = 20;
  shop.advance(leaseMs);
  const result = await shop.complete(claim);
  if (result.status !== "published") throw new Error(`expected published, got ${result.status}`);
  const { variants } = result.data.image;
  expect(variants.map((variant) => variant.height)).toEqual([30, 20]);
  for (const { key, sizeBytes, sha256 } of variants) {
    const bytes = shop.store.objects.get(key)?.bytes ?? new Uint8Array();
    expect(bytes.byteLength).toBe(sizeBytes);
    expect(createHash("sha256").update(bytes).digest("base64")).toBe(sha256);
  }
});

test("a worker that is killed while it verifies is continued without its browser as soon as its lease is over", async () => {
  const shop = createShop();
  const claim = await shop.upload(jpeg);
  await shop.ledger.lease(readClaim(claim, secret), leaseMs);
  shop.advance(leaseMs - 1);
  expect(await recover(shop)).toMatchObject({ completed: 0 });
  shop.advance(1);
  expect(await recover(shop)).toMatchObject({ completed: 1 });
});

test("one person's many interrupted uploads do not keep another's one waiting", async () => {
  const shop = createShop();
  const interrupt = async (owner: string): Promise<void> => {
    const claim = await shop.upload(jpeg, "image/jpeg", owner);
    await shop.ledger.lease(readClaim(claim, secret), leaseMs);
  };
  for (let upload = 0; upload < 50; upload += 1) await interrupt("bob");
  await interrupt("ann");
  shop.advance(leaseMs);
  const { route, order } = watched(shop);
  expect(await recoverUploads(shop.backend, [route])).toMatchObject({ completed: 51 });
  expect(order.indexOf("ann")).toBeLessThan(2);
});

test("whatever becomes of the bucket's list, the dead are removed and the interrupted continued", async () => {
  const shop = createShop({
    wrapStore: (store) => ({
      ...store,
      list: (prefix) => {
        if (prefix === "incoming/") throw uploadError("STORAGE_UNAVAILABLE");
        return store.list(prefix);
      },
    }),
  });
  const result = await shop.complete(await shop.upload(jpeg));
  if (result.status !== "published") throw new Error(`expected published, got ${result.status}`);
  await shop.ledger.transaction((tx) => shop.ledger.markDeleting([result.data.image.id], tx));
  const claim = await shop.upload(jpeg);
  await shop.ledger.lease(readClaim(claim, secret), leaseMs);
  shop.advance(leaseMs);
  await expect(sweep(shop)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  expect((await shop.complete(claim)).status).toBe("published");
  expect(shop.ledger.rows).toHaveLength(2);
  expect(shop.publicKeys()).toHaveLength(2);
  expect(shop.incomingKeys()).toEqual([]);
});

describe("the images of a deleted product", () => {
  async function publish(shop: Shop): Promise<string> {
    const result = await shop.complete(await shop.upload(jpeg));
    if (result.status !== "published") throw new Error(`expected published, got ${result.status}`);
    return result.data.image.id;
  }
  const markDeleting = (shop: Shop, ...imageIds: string[]): Promise<string[]> =>
    shop.ledger.transaction((tx) => shop.ledger.markDeleting(imageIds, tx));
  const publicIds = (shop: Shop): string[] => [
    ...new Set(shop.publicKeys().map((key) => key.split("/")[1] ?? "")),
  ];

  test("are gone at once when they are asked to be, and no other is", async () => {
    const shop = createShop();
    const [dead, alive] = [await publish(shop), await publish(shop)];
    await markDeleting(shop, dead);
    expect(await removeDeadImages(shop.backend)).toEqual({ cleared: 1, failed: 0 });
    expect(publicIds(shop)).toEqual([alive]);
    expect(await removeDeadImages(shop.backend)).toEqual({ cleared: 0, failed: 0 });
  });

  test("are gone after the next sweep when nobody came to remove them", async () => {
    const shop = createShop();
    const dead = await publish(shop);
    await markDeleting(shop, dead);
    expect(publicIds(shop)).toEqual([dead]);
    expect(await sweep(shop)).toMatchObject({ cleared: 1 });
    expect(publicIds(shop)).toEqual([]);
  });

  test("are removed to the last when a worker was killed in the middle", async () => {
    let isKilled = true;
    const shop = createShop({
      wrapStore: (store) => ({
        ...store,
        remove: async (keys) => {
          if (!isKilled || keys.length < 2) return store.remove(keys);
          await store.remove(keys.slice(1));
          return killed();
        },
      }),
    });
    const dead = await publish(shop);
    await markDeleting(shop, dead);
    void removeDeadImages(shop.backend);
    await expect.poll(() => shop.publicKeys()).toHaveLength(1);
    isKilled = false;
    expect(await sweep(shop)).toMatchObject({ cleared: 1 });
    expect(shop.publicKeys()).toEqual([]);
  });

  test("do not keep each other when the store will not give one of them up", async () => {
    let stubborn = "";
    const shop = createShop({
      wrapStore: (store) => ({
        ...store,
        remove: async (keys) => {
          if (keys.some((key) => key.includes(stubborn))) throw uploadError("STORAGE_UNAVAILABLE");
          return store.remove(keys);
        },
      }),
    });
    stubborn = "never";
    const ids = [await publish(shop), await publish(shop), await publish(shop)];
    stubborn = ids[1] ?? "";
    await markDeleting(shop, ...ids);
    expect(await removeDeadImages(shop.backend)).toEqual({ cleared: 2, failed: 1 });
    expect(publicIds(shop)).toEqual([stubborn]);
    const still = stubborn;
    stubborn = "never";
    expect(await removeDeadImages(shop.backend)).toEqual({ cleared: 1, failed: 0 });
    expect(publicIds(shop)).not.toContain(still);
  });

  test("are removed by any number of sweeps at once, while others are published", async () => {
    const shop = createShop();
    const dead = await Promise.all(Array.from({ length: 5 }, () => publish(shop)));
    await markDeleting(shop, ...dead);
    const [alive] = await Promise.all([publish(shop), sweep(shop), sweep(shop), sweep(shop)]);
    expect(publicIds(shop)).toEqual([alive]);
  });

  test("are removed once more when a late worker can have written them again", async () => {
    const shop = createShop();
    const dead = await publish(shop);
    const objects = [...shop.store.objects].filter(([key]) => key.includes(dead));
    await markDeleting(shop, dead);
    await sweep(shop);
    for (const [key, object] of objects) shop.store.objects.set(key, object);
    expect(await sweep(shop)).toMatchObject({ cleared: 0 });
    shop.advance(lateMs);
    expect(await sweep(shop)).toMatchObject({ cleared: 1 });
    expect(publicIds(shop)).toEqual([]);
    shop.advance(lateMs);
    expect(await sweep(shop)).toMatchObject({ cleared: 0 });
  });
});
