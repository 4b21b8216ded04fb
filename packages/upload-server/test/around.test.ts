/** What can be put around the steps of an upload. */
import type { UploadStep } from "@picket/upload-server";
import { expect, test } from "vitest";
import { createShop, jpeg } from "./shop.ts";

function createWatchedShop() {
  const seen: string[] = [];
  const imageIds = new Set<string>();
  const around = async <Result>(
    { name, route, imageId }: UploadStep,
    run: () => Promise<Result>,
  ): Promise<Result> => {
    imageIds.add(imageId);
    seen.push(`${route} ${name}`);
    try {
      const result = await run();
      seen.push(`${name} done`);
      return result;
    } catch (error) {
      seen.push(`${name} failed`);
      throw error;
    }
  };
  return { shop: createShop({ around }), seen, imageIds };
}

test("each step of an upload is told, one within the other, by the id of its image", async () => {
  const { shop, seen, imageIds } = createWatchedShop();
  const result = await shop.complete(await shop.upload(jpeg));
  expect(seen).toEqual([
    "productImage ticket",
    "ticket done",
    "productImage complete",
    "productImage decode",
    "decode done",
    "productImage publish",
    "publish done",
    "complete done",
  ]);
  if (result.status !== "published") throw new Error(`expected published, got ${result.status}`);
  expect([...imageIds]).toEqual([result.data.image.id]);
});

test("a step that fails is told as such", async () => {
  const { shop, seen } = createWatchedShop();
  const claim = await shop.upload(jpeg.slice(0, jpeg.byteLength / 2));
  await expect(shop.complete(claim)).rejects.toMatchObject({ code: "IMAGE_UNREADABLE" });
  expect(seen.at(-1)).toBe("complete failed");
});

test("how many are verified and wait is to be had at any time", async () => {
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const shop = createShop({
    maxVerifications: 1,
    around: async ({ name }, run) => {
      if (name === "decode") await held;
      return run();
    },
  });
  const claims = [await shop.upload(jpeg), await shop.upload(jpeg)];
  expect(shop.route.load()).toEqual({ inside: 0, waiting: 0 });
  const completions = claims.map((claim) => shop.complete(claim));
  await expect.poll(() => shop.route.load()).toEqual({ inside: 1, waiting: 1 });
  letGo();
  await Promise.all(completions);
  expect(shop.route.load()).toEqual({ inside: 0, waiting: 0 });
});
