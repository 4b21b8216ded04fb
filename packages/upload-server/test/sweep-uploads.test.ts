import { uploadError } from "@picket/upload-core";
import { sweepUploads, type SweepCounts } from "@picket/upload-server";
import { describe, expect, test } from "vitest";
import { createShop, jpeg, png, watched } from "./shop.ts";

const graceMs = 10 * 60_000;
const ticketLifeMs = 300_000;

/** Long enough for the sweep to take up what was posted before. */
function growOld(shop: ReturnType<typeof createShop>): void {
  shop.advance(ticketLifeMs + graceMs + 1);
}

function swept(counts: Partial<SweepCounts> = {}): SweepCounts {
  return { completed: 0, removed: 0, abandoned: 0, cleared: 0, forgotten: 0, failed: 0, ...counts };
}

function sweep(shop: ReturnType<typeof createShop>) {
  return sweepUploads(shop.backend, [shop.route], { graceMs });
}

describe("the sweep", () => {
  test("publishes what a closed tab left behind, once", async () => {
    const shop = createShop();
    const claim = await shop.upload(jpeg);
    growOld(shop);
    expect(await sweep(shop)).toEqual(swept({ completed: 1 }));
    expect(await sweep(shop)).toEqual(swept());
    expect(shop.ledger.rows).toHaveLength(1);
    expect(shop.publicKeys()).toHaveLength(2);
    expect(shop.incomingKeys()).toEqual([]);
    // The tab is opened again, and learns what became of its photo.
    expect(await shop.complete(claim)).toEqual({ status: "published", data: shop.ledger.rows[0] });
  });

  test("leaves what is young to its browser", async () => {
    const shop = createShop();
    await shop.upload(jpeg);
    shop.advance(ticketLifeMs + graceMs);
    expect(await sweep(shop)).toEqual(swept());
    expect(shop.incomingKeys()).toHaveLength(1);
    shop.advance(1);
    expect(await sweep(shop)).toEqual(swept({ completed: 1 }));
  });

  test("that is to stop finishes the object it is at, and leaves the others to the next", async () => {
    const shop = createShop();
    await shop.upload(jpeg);
    await shop.upload(jpeg);
    growOld(shop);
    const controller = new AbortController();
    const route = {
      name: shop.route.name,
      completeUpload: ({ owner, claim }: { owner: string; claim: string }) => {
        controller.abort();
        return shop.route.completeUpload({ owner, claim });
      },
    };
    const stopped = sweepUploads(shop.backend, [route], { graceMs, signal: controller.signal });
    expect(await stopped).toEqual(swept({ completed: 1 }));
    expect(await sweep(shop)).toEqual(swept({ completed: 1 }));
  });

  test("has people take turns, however many one of them left behind", async () => {
    const shop = createShop();
    for (let photo = 0; photo < 1200; photo += 1) await shop.upload(jpeg, "image/jpeg", "bob");
    await shop.upload(jpeg);
    growOld(shop);
    const { route, order } = watched(shop);
    const counts = await sweepUploads(shop.backend, [route], { graceMs });
    expect(counts).toEqual(swept({ completed: 1201 }));
    expect(order.indexOf("ann")).toBeLessThan(20);
  });

  test("leaves the rest to the next after five minutes, whose list has newcomers in it", async () => {
    const shop = createShop();
    for (let photo = 0; photo < 8; photo += 1) await shop.upload(jpeg);
    growOld(shop);
    const route = {
      name: shop.route.name,
      completeUpload: (call: { owner: string; claim: string }) => {
        shop.advance(60_000);
        return shop.route.completeUpload(call);
      },
    };
    expect(await sweepUploads(shop.backend, [route], { graceMs })).toEqual(swept({ completed: 5 }));
    expect(await sweep(shop)).toEqual(swept({ completed: 3 }));
  });

  test("removes what is published already and was left or posted again", async () => {
    const shop = createShop();
    const claim = await shop.upload(jpeg);
    const arrived = new Map(shop.store.objects);
    await shop.complete(claim);
    for (const [key, object] of arrived) shop.store.objects.set(key, object);
    growOld(shop);
    expect(await sweep(shop)).toEqual(swept({ completed: 1 }));
    expect(shop.incomingKeys()).toEqual([]);
    expect(shop.publicKeys()).toHaveLength(2);
    expect(shop.ledger.rows).toHaveLength(1);
  });

  test("removes what is refused, now or before", async () => {
    const shop = createShop();
    const claim = await shop.upload(png, "image/jpeg");
    await shop.upload(png, "image/jpeg");
    const arrived = new Map(shop.store.objects);
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "OBJECT_MISMATCH" });
    for (const [key, object] of arrived) shop.store.objects.set(key, object);
    growOld(shop);
    expect(await sweep(shop)).toEqual(swept({ removed: 2 }));
    expect(shop.incomingKeys()).toEqual([]);
    expect(shop.publicKeys()).toEqual([]);
  });

  test("asks for the owner's permission as it is now", async () => {
    const shop = createShop();
    await shop.upload(jpeg);
    shop.members.delete("ann");
    growOld(shop);
    expect(await sweep(shop)).toEqual(swept({ removed: 1 }));
    expect(shop.publicKeys()).toEqual([]);
  });

  test.each([
    ["without a claim", () => null],
    ["with a claim that nobody signed", () => "payload.signature"],
    ["with the claim of another object", (claimOfAnother: string) => claimOfAnother],
  ])("removes an object %s", async (_what, claimOf) => {
    const shop = createShop();
    const claim = claimOf(await shop.upload(jpeg));
    const [bytes, lastModifiedAt] = [new Uint8Array(jpeg), shop.backend.clock()];
    const stray = { bytes, type: "image/jpeg", claim, lastModifiedAt };
    shop.store.objects.set("incoming/product-image/stray", stray);
    growOld(shop);
    expect(await sweep(shop)).toEqual(swept({ completed: 1, removed: 1 }));
    expect(shop.incomingKeys()).toEqual([]);
  });

  test("removes the object of a route that the app does not have any more", async () => {
    const shop = createShop();
    await shop.upload(jpeg);
    growOld(shop);
    const counts = await sweepUploads(shop.backend, [], { graceMs });
    expect(counts).toEqual(swept({ removed: 1 }));
    expect(shop.incomingKeys()).toEqual([]);
  });

  test("touches nothing outside incoming/", async () => {
    const shop = createShop();
    await shop.complete(await shop.upload(jpeg));
    growOld(shop);
    expect(await sweep(shop)).toEqual(swept());
    expect(shop.publicKeys()).toHaveLength(2);
  });

  test.each(["readClaim", "read", "remove"] as const)(
    "goes on when the store fails to %s one of them, and takes it up the next time",
    async (step) => {
      let broken = "";
      const shop = createShop({
        wrapStore: (store) => ({
          ...store,
          [step]: async (keys: string | string[], what: never) => {
            if (keys.includes(broken)) throw uploadError("STORAGE_UNAVAILABLE");
            return store[step](keys as never, what);
          },
        }),
      });
      for (let photo = 0; photo < 3; photo += 1) await shop.upload(jpeg);
      const [, middle = ""] = shop.incomingKeys().sort();
      broken = middle;
      growOld(shop);
      expect(await sweep(shop)).toEqual(swept({ completed: 2, failed: 1 }));
      expect(shop.incomingKeys()).toEqual([middle]);
      broken = "none";
      expect(await sweep(shop)).toEqual(swept({ completed: 1 }));
      expect(shop.incomingKeys()).toEqual([]);
      expect(shop.ledger.rows).toHaveLength(3);
    },
  );

  test("leaves to the next sweep what another worker is at", async () => {
    const gate = new AbortController();
    const opened = new Promise((resolve) => gate.signal.addEventListener("abort", resolve));
    const shop = createShop({
      wrapStore: (store) => ({
        ...store,
        put: async (key, object) => {
          await opened;
          return store.put(key, object);
        },
      }),
    });
    const claim = await shop.upload(jpeg);
    growOld(shop);
    const worker = shop.complete(claim);
    expect(await sweep(shop)).toEqual(swept({ failed: 1 }));
    expect(shop.incomingKeys()).toHaveLength(1);
    gate.abort();
    expect((await worker).status).toBe("published");
  });

  test("fails as a whole only when there is no list", async () => {
    const shop = createShop({
      wrapStore: (store) => ({
        ...store,
        // A list that breaks before its first entry.
        list: async function* () {
          yield* [];
          throw uploadError("STORAGE_UNAVAILABLE");
        },
      }),
    });
    await expect(sweep(shop)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  });
});
