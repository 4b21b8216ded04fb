import { createHash } from "node:crypto";
import {
  createImagePolicy,
  uploadError,
  type ImageType,
  type UploadErrorCode,
} from "@picket/upload-core";
import { createImageRoute, type ImageProcessor } from "@picket/upload-server";
import { createMemoryProcessor } from "@picket/upload-server/testing";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readClaim } from "../src/claim.ts";
import { createShop, jpeg, png, secret, type ShopOptions } from "./shop.ts";

/** What happens one time after the other; the last goes on for ever. */
function createFault(...failures: (UploadErrorCode | null)[]) {
  let calls = 0;
  return {
    calls: () => calls,
    strike: (): void => {
      const code = failures[Math.min(calls, failures.length - 1)];
      calls += 1;
      // The codes in these tests carry no details.
      if (code) throw uploadError(code as "INTERNAL");
    },
  };
}

function processorWith(strike: () => void): ImageProcessor {
  const { render } = createMemoryProcessor();
  return {
    render: async (bytes, spec) => {
      strike();
      return render(bytes, spec);
    },
  };
}

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

  test("by a worker that was too slow gives what the next worker published", async () => {
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
    shop.advance(60_001);
    const quick = await shop.complete(claim);
    gate.open();
    expect(quick.status).toBe("published");
    expect(await slow).toEqual(quick);
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

describe("an upload ends, with nothing public, when", () => {
  const text = Buffer.from("This is no picture at all, whatever it is called.");
  const swapped = (bytes: Uint8Array) => (shop: ReturnType<typeof createShop>) => {
    for (const key of shop.incomingKeys()) {
      const object = shop.store.objects.get(key)!;
      shop.store.objects.set(key, { ...object, bytes });
    }
  };

  type Case = {
    when: string;
    code: UploadErrorCode;
    bytes?: Uint8Array;
    type?: ImageType;
    options?: ShopOptions;
    /** between posting and completing */
    meanwhile?: (shop: ReturnType<typeof createShop>) => void;
  };

  const cases: Case[] = [
    {
      when: "the bytes are a PNG that was declared a JPEG",
      code: "OBJECT_MISMATCH",
      bytes: png,
    },
    {
      when: "the bytes are text that was named .jpg",
      code: "FILE_TYPE_NOT_ALLOWED",
      bytes: text,
    },
    {
      when: "other content of the same size lies under the key",
      code: "OBJECT_MISMATCH",
      meanwhile: swapped(jpeg.toReversed()),
    },
    {
      when: "content of another size lies under the key",
      code: "OBJECT_MISMATCH",
      meanwhile: swapped(png),
    },
    {
      when: "the image does not decode",
      code: "IMAGE_UNREADABLE",
      options: { processor: processorWith(createFault("IMAGE_UNREADABLE").strike) },
    },
    {
      when: "the permission was withdrawn since the ticket",
      code: "FORBIDDEN",
      meanwhile: (shop) => shop.members.delete("ann"),
    },
    {
      when: "the shop itself refuses the image at the very end",
      code: "FORBIDDEN",
      options: { beforeRow: createFault("FORBIDDEN").strike },
    },
  ];

  test.each(cases)("$when", async ({ code, bytes = jpeg, type, options, meanwhile }) => {
    const shop = createShop(options);
    const claim = await shop.upload(bytes, type);
    meanwhile?.(shop);
    await expect(shop.complete(claim)).rejects.toMatchObject({ code });
    expect(shop.publicKeys()).toEqual([]);
    expect(shop.incomingKeys()).toEqual([]);
    expect(shop.ledger.rows).toEqual([]);

    // It is final: neither permission nor the right bytes bring it back.
    shop.members.add("ann");
    shop.advance(3600_000);
    await expect(shop.complete(claim)).rejects.toMatchObject({ code });
    expect(shop.publicKeys()).toEqual([]);
  });

  test("an attempt that died had written images already", async () => {
    const shop = createShop({ beforeRow: createFault("INTERNAL", "FORBIDDEN").strike });
    const claim = await shop.upload(jpeg);
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "INTERNAL" });
    expect(shop.publicKeys()).toHaveLength(2);
    shop.members.delete("ann");
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(shop.publicKeys()).toEqual([]);
  });
});

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
});

function createGate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
