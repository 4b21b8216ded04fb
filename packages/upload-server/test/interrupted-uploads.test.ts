import { uploadError } from "@picket/upload-core";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import { describe, expect, onTestFinished, test } from "vitest";
import { readClaim } from "../src/claim.ts";
import { createFault, processorWith } from "./faults.ts";
import { createShop, jpeg, secret } from "./shop.ts";

describe("what may pass leaves the upload as it was:", () => {
  test("an object that has not arrived", async () => {
    const shop = createShop();
    const claim = await shop.upload(jpeg);
    const arrived = new Map(shop.store.objects);
    shop.store.objects.clear();
    for (let call = 0; call < 5; call += 1) {
      await expect(shop.complete(claim)).rejects.toMatchObject({ code: "OBJECT_MISSING" });
    }
    for (const [key, object] of arrived) shop.store.objects.set(key, object);
    expect((await shop.complete(claim)).status).toBe("published");
  });

  test.each(["read", "put"] as const)("a store that fails to %s, however often", async (step) => {
    let isDown = true;
    const shop = createShop({
      wrapStore: (store) => ({
        ...store,
        [step]: async (key: string, what: never) => {
          if (isDown) throw uploadError("STORAGE_UNAVAILABLE");
          return store[step](key, what);
        },
      }),
    });
    const claim = await shop.upload(jpeg);
    for (let call = 0; call < 5; call += 1) {
      await expect(shop.complete(claim)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    }
    expect(shop.incomingKeys()).toHaveLength(1);
    isDown = false;
    expect((await shop.complete(claim)).status).toBe("published");
    expect(shop.ledger.rows).toHaveLength(1);
  });

  test("a database that is away, without which nothing is done in storage", async () => {
    const asked: string[] = [];
    const shop = createShop({
      wrapStore: (store) => ({
        ...store,
        read: async (...args) => {
          asked.push("read");
          return store.read(...args);
        },
        put: async (...args) => {
          asked.push("put");
          return store.put(...args);
        },
        remove: async (...args) => {
          asked.push("remove");
          return store.remove(...args);
        },
      }),
    });
    const claim = await shop.upload(jpeg);
    const { beginPublishing, lease, settle } = shop.ledger;
    const failure = new Error("the database is away");
    const fail = (): Promise<never> => Promise.reject(failure);

    shop.ledger.lease = fail;
    await expect(shop.complete(claim)).rejects.toBe(failure);
    expect(asked).toEqual([]);
    Object.assign(shop.ledger, { lease, beginPublishing: fail });
    await expect(shop.complete(claim)).rejects.toBe(failure);
    expect(asked).toEqual(["read"]);
    Object.assign(shop.ledger, { beginPublishing, settle: fail });
    await expect(shop.complete(claim)).rejects.toBe(failure);
    expect(asked).not.toContain("remove");
    Object.assign(shop.ledger, { settle });
    expect((await shop.complete(claim)).status).toBe("published");
    expect(shop.ledger.rows).toHaveLength(1);
  });

  test("an error of the shop's own when it writes its row", async () => {
    let isBroken = true;
    const failure = new Error("the shop's database says no");
    const beforeRow = (): void => {
      if (isBroken) throw failure;
    };
    const shop = createShop({ beforeRow });
    const claim = await shop.upload(jpeg);
    for (let call = 0; call < 5; call += 1) {
      await expect(shop.complete(claim)).rejects.toBe(failure);
    }
    expect(shop.ledger.rows).toEqual([]);
    isBroken = false;
    const result = await shop.complete(claim);
    expect(result).toEqual({ status: "published", data: shop.ledger.rows[0] });
    expect(shop.publicKeys()).toHaveLength(2);
  });
});

describe("a file that takes the decoder down", () => {
  test("once gets a second chance", async () => {
    const fault = createFault("PROCESSING_FAILED", null);
    const shop = createShop({ processor: processorWith(fault.strike) });
    const claim = await shop.upload(jpeg);
    expect((await shop.complete(claim)).status).toBe("processing");
    expect((await shop.complete(claim)).status).toBe("published");
  });

  test("twice is given up for good", async () => {
    const fault = createFault("PROCESSING_FAILED");
    const shop = createShop({ processor: processorWith(fault.strike) });
    const claim = await shop.upload(jpeg);
    expect((await shop.complete(claim)).status).toBe("processing");
    for (let call = 0; call < 3; call += 1) {
      await expect(shop.complete(claim)).rejects.toMatchObject({ code: "PROCESSING_FAILED" });
    }
    expect(fault.calls()).toBe(2);
    expect(shop.publicKeys()).toEqual([]);
    expect(shop.incomingKeys()).toEqual([]);
  });

  test("for all the time that it may take, is given up at once: nobody waits for that time twice", async () => {
    const processor = createSharpProcessor({ timeoutMs: 1 });
    onTestFinished(() => processor.close());
    let decodes = 0;
    const shop = createShop({
      processor: {
        render: async (...args) => {
          decodes += 1;
          return processor.render(...args);
        },
      },
    });
    const claim = await shop.upload(jpeg);
    for (let call = 0; call < 2; call += 1) {
      await expect(shop.complete(claim)).rejects.toMatchObject({ code: "PROCESSING_FAILED" });
    }
    expect(decodes).toBe(1);
    expect(shop.incomingKeys()).toEqual([]);
  }, 60_000);

  test("together with its worker, twice, is not tried a third time", async () => {
    const fault = createFault(null);
    const shop = createShop({ processor: processorWith(fault.strike) });
    const claim = await shop.upload(jpeg);
    for (let worker = 0; worker < 2; worker += 1) {
      // A worker that was killed: it has taken its lease and is not heard of again.
      expect((await shop.ledger.lease(readClaim(claim, secret), 60_000)).status).toBe("leased");
      expect((await shop.complete(claim)).status).toBe("processing");
      shop.advance(60_001);
    }
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "PROCESSING_FAILED" });
    expect(fault.calls()).toBe(0);
  });

  test("after it was decoded is given up after ten tries more, and nothing of it stays public", async () => {
    let deaths = 0;
    const shop = createShop({
      // The dead keep theirs, all being one process here.
      maxVerifications: 13,
      wrapStore: (store) => ({
        ...store,
        put: async (...args) => {
          await store.put(...args);
          deaths += 1;
          // The process dies: nobody hears of it again.
          return new Promise(() => {});
        },
      }),
    });
    const claim = await shop.upload(jpeg);
    for (let life = 1; life <= 11; life += 1) {
      void shop.complete(claim);
      // Both variants are tried in each life.
      await expect.poll(() => deaths).toBe(2 * life);
      shop.advance(120_001);
    }
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "PROCESSING_FAILED" });
    expect(deaths).toBe(22);
    expect(shop.publicKeys()).toEqual([]);
  });
});
