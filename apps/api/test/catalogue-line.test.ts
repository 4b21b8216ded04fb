/** The catalogue over HTTP, with a store that holds real objects. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../src/db/open-database.ts";
import { productImages } from "../src/db/schema.ts";
import { jpeg } from "./pictures.ts";
import { describeFile, post, publish, refusalOf } from "./plain-upload.ts";
import { clientFor, signUp, startTestApp, type Client, type TestApp } from "./test-app.ts";

let app: TestApp;
let client: Client;
let cookie: string;
let productId: string;

beforeAll(async () => {
  app = await startTestApp();
  ({ client, cookie } = await signUp(app.url));
  ({ id: productId } = await client.products.create.mutate({ title: "Stoneware mug" }));
});

afterAll(() => app.close());

test("a conflict is an answer like any other, and carries the list as it is now", async () => {
  const { image } = await publish(client, productId, await jpeg(60));
  const request = { productId, version: 0, imageIds: [image.id] };
  expect(await client.images.reorder.mutate(request)).toEqual({
    status: "conflict",
    current: { version: 1, images: [image] },
  });
});

test("a photo that replaces another is shown in its place, with its words", async () => {
  const { version, images } = await client.products.get.query({ productId });
  const [old] = images;
  const altText = "A speckled mug on a shelf";
  const imageId = old?.id ?? "";
  await client.images.setAltText.mutate({ productId, version, imageId, altText });
  await publish(client, productId, await jpeg(61));

  const bytes = await jpeg(62);
  const { getUploadTicket, completeUpload } = client.uploads.productImage;
  const ticket = await getUploadTicket.mutate({
    input: { productId, replaces: imageId },
    file: describeFile(bytes, { width: 62 }),
  });
  expect(await post(ticket, bytes)).toMatchObject({ status: 201 });
  const result = await completeUpload.mutate({ claim: ticket.claim });
  expect(result).toMatchObject({ status: "published", data: { altText, width: 62 } });
  const { images: after } = await client.products.get.query({ productId });
  expect(after.map(({ width }) => width)).toEqual([62, 61]);
});

test("what was deleted is public for a week, and then gone for good", async () => {
  const { images: deleted } = await client.images.listDeleted.query({ productId });
  const [image] = deleted;
  if (!image) throw new Error("The photo that was replaced is among them.");
  expect((await fetch(image.jpegUrl)).status).toBe(200);
  const meanwhile = async (): Promise<void> => {
    const { db, close } = await openDatabase({ kind: "embedded" }, app.dataDir);
    const earlier = sql`${productImages.deletedAt} - interval '8 days'`;
    await db.update(productImages).set({ deletedAt: earlier });
    await close();
  };
  await app.restart({ meanwhile });

  const isOf = (key: string): boolean => key.startsWith(`images/${image.id}/`);
  const keysOfImage = async () => (await app.keys("images/")).filter(isOf);
  await expect.poll(keysOfImage, { timeout: 30_000 }).toEqual([]);
  const later = clientFor(app.url, cookie);
  const restoring = later.images.restore.mutate({ productId, imageId: image.id });
  expect(await refusalOf(restoring)).toEqual({ code: null, httpStatus: 404 });
  const { images } = await later.products.get.query({ productId });
  expect(images).toHaveLength(2);
  for (const { jpegUrl } of images) expect((await fetch(jpegUrl)).status).toBe(200);
});
