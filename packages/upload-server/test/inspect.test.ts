import { readImageHeader, uploadError } from "@picket/upload-core";
import type { Inspect } from "@picket/upload-server";
import { describe, expect, test } from "vitest";
import { createShop, jpeg } from "./shop.ts";

type Verdict = Awaited<ReturnType<Inspect<{ productId: string }>>>;

const createInspected = (inspect: Inspect<{ productId: string }>, inspectTimeoutMs = 20_000) =>
  createShop({ route: { inspect, inspectTimeoutMs } });

describe("an inspection", () => {
  test("sees the very bytes that arrived, what they say, and what would be published, while nothing is public", async () => {
    const seen: unknown[] = [];
    const shop = createInspected(async ({ signal, rendered, ...image }) => {
      seen.push(image, signal.aborted, rendered.variants.length, shop.publicKeys());
      return "accepted";
    });
    expect((await shop.complete(await shop.upload(jpeg))).status).toBe("published");
    const bytes = new Uint8Array(jpeg);
    const header = readImageHeader(jpeg);
    const image = { owner: "ann", input: { productId: "mug" }, bytes, header };
    expect(seen).toEqual([image, false, 2, []]);
    expect(header.status).toBe("ok");
  });

  test("that refuses ends the upload, and is not asked again", async () => {
    let asked = 0;
    const shop = createInspected(async () => {
      asked += 1;
      return "refused";
    });
    const claim = await shop.upload(jpeg);
    for (let call = 0; call < 3; call += 1) {
      await expect(shop.complete(claim)).rejects.toMatchObject({ code: "IMAGE_REFUSED" });
    }
    expect(asked).toBe(1);
    expect(shop.publicKeys()).toEqual([]);
    expect(shop.incomingKeys()).toEqual([]);
  });

  test("that throws publishes nothing, and the photo waits until it is well again", async () => {
    let isDown = true;
    const failure = new Error("connect ECONNREFUSED");
    const shop = createInspected(async () => {
      if (isDown) throw failure;
      return "accepted";
    });
    const claim = await shop.upload(jpeg);
    for (let call = 0; call < 5; call += 1) {
      await expect(shop.complete(claim)).rejects.toBe(failure);
    }
    expect(shop.publicKeys()).toEqual([]);
    expect(shop.incomingKeys()).toHaveLength(1);
    isDown = false;
    expect((await shop.complete(claim)).status).toBe("published");
  });

  test.each<[string, Inspect<{ productId: string }>]>([
    ["takes too long", () => new Promise(() => {})],
    [
      "stops when it is told that the time is over",
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    ],
    [
      "blames the file",
      async () => {
        throw uploadError("PROCESSING_FAILED");
      },
    ],
  ])("that %s is an attempt against the file, which has two", async (_what, inspect) => {
    const shop = createInspected(inspect, 20);
    const claim = await shop.upload(jpeg);
    expect((await shop.complete(claim)).status).toBe("processing");
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "PROCESSING_FAILED" });
    expect(shop.publicKeys()).toEqual([]);
    expect(shop.incomingKeys()).toEqual([]);
  });

  test("that says yes when its time is over has said nothing", async () => {
    let sayYes = (): void => {};
    const shop = createInspected(
      () => new Promise<Verdict>((resolve) => (sayYes = () => resolve("accepted"))),
      20,
    );
    const claim = await shop.upload(jpeg);
    expect((await shop.complete(claim)).status).toBe("processing");
    sayYes();
    expect(shop.publicKeys()).toEqual([]);
  });

  test.each([undefined, null, true, "ok"])(
    "that answers %j has permitted nothing",
    async (answer) => {
      // As from plain JavaScript.
      const shop = createInspected(async () => answer as unknown as Verdict);
      const claim = await shop.upload(jpeg);
      await expect(shop.complete(claim)).rejects.toThrow(TypeError);
      expect(shop.publicKeys()).toEqual([]);
      expect(shop.incomingKeys()).toHaveLength(1);
    },
  );
});
