import { createHash } from "node:crypto";
import { createImagePolicy, uploadError } from "@picket/upload-core";
import { createImageRoute, type ImageProcessor } from "@picket/upload-server";
import { createMemoryProcessor } from "@picket/upload-server/testing";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createShop, jpeg, mug } from "./shop.ts";

describe("completing an upload", () => {
  test("publishes the image, writes the shop's row and clears the way it came", async () => {
    const shop = createShop();
    const claim = await shop.upload(jpeg);
    const result = await shop.complete(claim);
    const [row] = shop.ledger.rows;
    expect(result).toEqual({ status: "published", data: row });
    expect(row).toMatchObject({ productId: "mug", image: { name: "mug.jpg" } });
    expect(shop.ledger.rows).toHaveLength(1);
    expect(shop.publicKeys()).toHaveLength(2);
    expect(shop.incomingKeys()).toEqual([]);
  });

  test("tells the shop every public object with its size and checksum", async () => {
    const shop = createShop();
    const result = await shop.complete(await shop.upload(jpeg));
    if (result.status !== "published") throw new Error(`expected published, got ${result.status}`);
    const { variants } = result.data.image;
    expect(variants.map(({ key }) => key)).toEqual(shop.publicKeys());
    for (const { key, type, sizeBytes, sha256 } of variants) {
      expect(key).toMatch(/^images\/[0-9a-f]{32}\/320\.(webp|jpg)$/);
      const object = shop.store.objects.get(key)!;
      expect(object).toMatchObject({ type, claim: null });
      expect(sizeBytes).toBe(object.bytes.byteLength);
      expect(sha256).toBe(createHash("sha256").update(object.bytes).digest("base64"));
    }
  });

  test("hands the processor the very bytes of the ticket, and the limits of the route", async () => {
    const seen: unknown[] = [];
    const { render } = createMemoryProcessor();
    const processor: ImageProcessor = {
      render: async (bytes, spec) => {
        seen.push({ bytes, type: spec.type, maxPixels: spec.maxPixels });
        return render(bytes, spec);
      },
    };
    const shop = createShop({ processor });
    await shop.complete(await shop.upload(jpeg));
    const bytes = new Uint8Array(jpeg);
    expect(seen).toEqual([{ bytes, type: "image/jpeg", maxPixels: 50_000_000 }]);
  });

  test("publishes what was read once, whatever fifty posts with its ticket put there while it is verified", async () => {
    const base = createMemoryProcessor();
    const rendered: Uint8Array[] = [];
    const processor: ImageProcessor = {
      render: async (bytes, spec) => {
        rendered.push(bytes);
        for (let post = 0; post < 50; post += 1) {
          // A store that does not check what it is sent: the ticket's own bytes, and others.
          const [key = ""] = shop.incomingKeys();
          const object = shop.store.objects.get(key)!;
          shop.store.objects.set(key, { ...object, bytes: post % 2 ? mug : object.bytes });
        }
        return base.render(bytes, spec);
      },
    };
    const shop = createShop({ processor });
    const claim = await shop.upload(jpeg);
    const result = await shop.complete(claim);
    expect(rendered).toEqual([new Uint8Array(jpeg)]);
    expect(shop.publicKeys()).toHaveLength(2);
    // Whatever is posted later is never read again.
    expect(await shop.complete(claim)).toEqual(result);
    expect(rendered).toHaveLength(1);
  });

  test("again gives the same answer and does nothing", async () => {
    const shop = createShop();
    const claim = await shop.upload(jpeg);
    const first = await shop.complete(claim);
    const objects = new Map(shop.store.objects);
    shop.advance(365 * 24 * 3600 * 1000);
    expect(await shop.complete(claim)).toEqual(first);
    expect(shop.ledger.rows).toHaveLength(1);
    expect(shop.store.objects).toEqual(objects);
  });

  test("twice at once publishes once, and tells the other to ask again", async () => {
    const shop = createShop();
    const claim = await shop.upload(jpeg);
    const results = await Promise.all([shop.complete(claim), shop.complete(claim)]);
    expect(results.map(({ status }) => status)).toEqual(["published", "processing"]);
    expect(results[1]).toMatchObject({ retryAfterMs: expect.any(Number) });
    expect(await shop.complete(claim)).toEqual(results[0]);
    expect(shop.ledger.rows).toHaveLength(1);
  });

  test("by a worker that was too slow publishes nothing, and then gives what the next worker published", async () => {
    const gate = createGate();
    const { render } = createMemoryProcessor();
    let isSlow = true;
    const processor: ImageProcessor = {
      render: async (bytes, spec) => {
        if (isSlow) await gate.opened;
        return render(bytes, spec);
      },
    };
    const shop = createShop({ processor });
    const claim = await shop.upload(jpeg);
    const slow = shop.complete(claim);
    // The answer proves that the slow one has its lease.
    expect((await shop.complete(claim)).status).toBe("processing");
    isSlow = false;
    shop.advance(120_001);
    const quick = await shop.complete(claim);
    gate.open();
    expect(quick.status).toBe("published");
    expect((await slow).status).toBe("processing");
    expect(await shop.complete(claim)).toEqual(quick);
    expect(shop.ledger.rows).toHaveLength(1);
  });

  test("is done although the incoming object could not be removed", async () => {
    const shop = createShop({
      wrapStore: (store) => ({
        ...store,
        remove: async () => {
          throw uploadError("STORAGE_UNAVAILABLE");
        },
      }),
    });
    const claim = await shop.upload(jpeg);
    expect((await shop.complete(claim)).status).toBe("published");
    expect(shop.incomingKeys()).toHaveLength(1);
  });
});

describe("a claim opens nothing", () => {
  test("for another person, and the upload stays its owner's", async () => {
    const shop = createShop();
    const claim = await shop.upload(jpeg);
    await expect(shop.complete(claim, "bob")).rejects.toMatchObject({ code: "CLAIM_INVALID" });
    expect(shop.publicKeys()).toEqual([]);
    expect((await shop.complete(claim)).status).toBe("published");
  });

  test("at another route of the same shop", async () => {
    const shop = createShop();
    const claim = await shop.upload(jpeg);
    const avatar = createImageRoute(shop.backend, {
      name: "avatar",
      policy: createImagePolicy(),
      input: z.unknown(),
      authorize: async () => true,
      onPublished: async () => null,
    });
    const call = { owner: "ann", claim };
    await expect(avatar.completeUpload(call)).rejects.toMatchObject({ code: "CLAIM_INVALID" });
    await expect(avatar.discardUpload(call)).rejects.toMatchObject({ code: "CLAIM_INVALID" });
    expect(shop.publicKeys()).toEqual([]);
    expect(shop.incomingKeys()).toHaveLength(1);
  });

  test("when anybody touched it", async () => {
    const shop = createShop();
    const claim = await shop.upload(jpeg);
    await expect(shop.complete(`${claim}A`)).rejects.toMatchObject({ code: "CLAIM_INVALID" });
    expect(shop.ledger.rows).toEqual([]);
  });
});

function createGate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
