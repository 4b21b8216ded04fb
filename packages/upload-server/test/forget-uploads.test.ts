/** The ledger does not grow for ever, and what it forgets stays dead. */
import { uploadError } from "@picket/upload-core";
import { forgetUploads, removeDeadImages, sweepUploads } from "@picket/upload-server";
import { expect, test } from "vitest";
import { createShop, jpeg, png } from "./shop.ts";

type Shop = ReturnType<typeof createShop>;

const lateMs = 3_600_000;
const monthMs = 30 * 24 * 3_600_000;

const sweep = (shop: Shop) => sweepUploads(shop.backend, [shop.route], { graceMs: 0 });

async function publish(shop: Shop): Promise<{ claim: string; imageId: string }> {
  const claim = await shop.upload(jpeg);
  const result = await shop.complete(claim);
  if (result.status !== "published") throw new Error(`expected published, got ${result.status}`);
  return { claim, imageId: result.data.image.id };
}

async function refuse(shop: Shop): Promise<string> {
  const claim = await shop.upload(png, "image/jpeg");
  await expect(shop.complete(claim)).rejects.toMatchObject({ code: "OBJECT_MISMATCH" });
  return claim;
}

/** Until its objects were removed for the last time. */
async function deleteForGood(shop: Shop, imageId: string): Promise<void> {
  await shop.ledger.transaction((tx) => shop.ledger.markDeleting([imageId], tx));
  await removeDeadImages(shop.backend);
  shop.advance(lateMs);
  await removeDeadImages(shop.backend);
}

test("what was refused or deleted is answered for a month, and then nobody knows it", async () => {
  const shop = createShop();
  const refused = await refuse(shop);
  const deleted = await publish(shop);
  await deleteForGood(shop, deleted.imageId);
  shop.advance(monthMs - lateMs - 1);
  expect(await sweep(shop)).toMatchObject({ forgotten: 0 });
  await expect(shop.complete(refused)).rejects.toMatchObject({ code: "OBJECT_MISMATCH" });
  expect((await shop.complete(deleted.claim)).status).toBe("published");

  shop.advance(1);
  expect(await sweep(shop)).toMatchObject({ forgotten: 2, failed: 0 });
  expect(await sweep(shop)).toMatchObject({ forgotten: 0 });
  for (const claim of [refused, deleted.claim]) {
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "OBJECT_MISSING" });
  }
});

test("what is published is never forgotten", async () => {
  const shop = createShop();
  const { claim } = await publish(shop);
  shop.advance(100 * monthMs);
  expect(await sweep(shop)).toMatchObject({ forgotten: 0 });
  expect((await shop.complete(claim)).status).toBe("published");
  expect(shop.publicKeys()).toHaveLength(2);
});

test("an object that was left under incoming/ goes before the row does, so a deleted image does not come back", async () => {
  const shop = createShop();
  const claim = await shop.upload(jpeg);
  const arrived = new Map(shop.store.objects);
  const result = await shop.complete(claim);
  if (result.status !== "published") throw new Error(`expected published, got ${result.status}`);
  await deleteForGood(shop, result.data.image.id);
  for (const [key, object] of arrived) shop.store.objects.set(key, object);
  shop.advance(monthMs);
  expect(await forgetUploads(shop.backend)).toMatchObject({ forgotten: 1 });
  expect(shop.incomingKeys()).toEqual([]);
  await expect(shop.complete(claim)).rejects.toMatchObject({ code: "OBJECT_MISSING" });
  await sweep(shop);
  expect(shop.publicKeys()).toEqual([]);
});

test("no row goes while the store does not remove its object", async () => {
  let isBroken = false;
  const shop = createShop({
    wrapStore: (store) => ({
      ...store,
      remove: async (keys) => {
        if (isBroken) throw uploadError("STORAGE_UNAVAILABLE");
        return store.remove(keys);
      },
    }),
  });
  const claim = await refuse(shop);
  shop.advance(monthMs);
  isBroken = true;
  await expect(forgetUploads(shop.backend)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  await expect(shop.complete(claim)).rejects.toMatchObject({ code: "OBJECT_MISMATCH" });
  isBroken = false;
  expect(await forgetUploads(shop.backend)).toMatchObject({ forgotten: 1 });
});

test("what a killed process removed and did not forget is forgotten by the next", async () => {
  const shop = createShop();
  await refuse(shop);
  shop.advance(monthMs);
  const dying = { ...shop.ledger, forget: () => new Promise<number>(() => {}) };
  void forgetUploads({ ...shop.backend, ledger: dying });
  expect(await forgetUploads(shop.backend)).toMatchObject({ forgotten: 1 });
});

test("many are forgotten batch by batch, by any number of processes, and each is counted once", async () => {
  const removed: number[] = [];
  const shop = createShop({
    wrapStore: (store) => ({
      ...store,
      remove: async (keys) => {
        removed.push(keys.length);
        return store.remove(keys);
      },
    }),
  });
  for (let photo = 0; photo < 1100; photo += 1) await refuse(shop);
  shop.advance(monthMs);
  removed.length = 0;
  const runs = await Promise.all([1, 2, 3].map(() => forgetUploads(shop.backend)));
  expect(runs.reduce((sum, { forgotten }) => sum + forgotten, 0)).toBe(1100);
  expect(Math.max(...removed)).toBe(500);
});

test("a run that is to stop ends after its batch", async () => {
  const shop = createShop();
  for (let photo = 0; photo < 501; photo += 1) await refuse(shop);
  shop.advance(monthMs);
  const controller = new AbortController();
  const ledger: typeof shop.ledger = {
    ...shop.ledger,
    forget: (...args) => {
      controller.abort();
      return shop.ledger.forget(...args);
    },
  };
  const { signal } = controller;
  expect(await forgetUploads({ ...shop.backend, ledger }, { signal })).toMatchObject({
    forgotten: 500,
  });
  expect(await forgetUploads(shop.backend)).toMatchObject({ forgotten: 1 });
});
