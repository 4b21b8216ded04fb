import type { UploadErrorCode } from "@picket/upload-core";
import { describe, expect, test } from "vitest";
import { createFault, processorWith } from "./faults.ts";
import { createShop, jpeg, png, stick, type ShopOptions } from "./shop.ts";

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
      when: "the image is not of the size that it was described with, and too long and thin",
      code: "IMAGE_DIMENSIONS",
      bytes: stick,
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
      when: "the route's input has changed since the ticket and no longer fits",
      code: "INPUT_INVALID",
      meanwhile: (shop) => shop.retiredIds.add("mug"),
    },
    {
      when: "the shop itself refuses the image at the very end",
      code: "FORBIDDEN",
      options: { beforeRow: createFault("FORBIDDEN").strike },
    },
  ];

  test.each(cases)("$when", async ({ code, bytes = jpeg, options, meanwhile }) => {
    const shop = createShop(options);
    const claim = await shop.upload(bytes);
    meanwhile?.(shop);
    await expect(shop.complete(claim)).rejects.toMatchObject({ code });
    expect(shop.publicKeys()).toEqual([]);
    expect(shop.incomingKeys()).toEqual([]);
    expect(shop.ledger.rows).toEqual([]);

    // It is final: neither time nor a permission that is given back changes it.
    shop.members.add("ann");
    shop.advance(3600_000);
    await expect(shop.complete(claim)).rejects.toMatchObject({ code });
    expect(shop.publicKeys()).toEqual([]);
  });

  test("an attempt that died had written images already", async () => {
    const shop = createShop({ beforeRow: createFault("INTERNAL").strike });
    const claim = await shop.upload(jpeg);
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "INTERNAL" });
    expect(shop.publicKeys()).toHaveLength(2);
    shop.members.delete("ann");
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(shop.publicKeys()).toEqual([]);
  });
});
