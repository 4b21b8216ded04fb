/** What changes when the embedded default is started again with other settings. */
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { jpeg } from "./pictures.ts";
import { describeFile, publish, refusalOf, send } from "./plain-upload.ts";
import { clientFor, demo, signIn, startTestApp, type Client, type TestApp } from "./test-app.ts";

let app: TestApp;
let cookie: string;
let client: Client;
let productId: string;

beforeEach(async () => {
  app = await startTestApp();
  cookie = await signIn(app.url, demo);
  client = clientFor(app.url, cookie);
  ({ id: productId } = await client.products.create.mutate({ title: "Mug" }));
});

afterEach(() => app.close());

test("a type that is taken out of IMAGE_TYPES is refused by page, ticket and completion", async () => {
  const bytes = new Uint8Array(
    await sharp(await jpeg())
      .avif()
      .toBuffer(),
  );
  const said = { type: "image/avif" };
  const { claim } = await send(client, productId, { bytes, said });

  await app.restart({ changed: { IMAGE_TYPES: "image/jpeg, image/png" } });
  client = clientFor(app.url, cookie);
  const { completeUpload, getUploadTicket, policy } = client.uploads.productImage;
  expect((await policy.query()).types).toEqual(["image/jpeg", "image/png"]);
  const refused = { code: "FILE_TYPE_NOT_ALLOWED", httpStatus: 415 };
  const request = { input: { productId }, file: describeFile(bytes, said) };
  expect(await refusalOf(getUploadTicket.mutate(request))).toEqual(refused);
  // It had arrived before.
  expect(await refusalOf(completeUpload.mutate({ claim }))).toEqual(refused);
  const disguised = await send(client, productId, { bytes });
  expect(await refusalOf(completeUpload.mutate({ claim: disguised.claim }))).toEqual(refused);
  await publish(client, productId, await jpeg());
});

test("secrets that are given go over those that were made: sessions and claims of before end", async () => {
  const { claim } = await send(client, productId, { bytes: await jpeg() });

  await app.restart({ changed: { AUTH_SECRET: "another for this test, 32 characters" } });
  const listing = clientFor(app.url, cookie).products.list.query({});
  expect(await refusalOf(listing)).toEqual({ code: null, httpStatus: 401 });

  await app.restart({ changed: { PICKET_SECRET: "only for this test, 32 characters" } });
  const { completeUpload } = clientFor(app.url, cookie).uploads.productImage;
  const invalid = { code: "CLAIM_INVALID", httpStatus: 400 };
  expect(await refusalOf(completeUpload.mutate({ claim }))).toEqual(invalid);

  await app.restart();
  const { productImage } = clientFor(app.url, cookie).uploads;
  expect((await productImage.completeUpload.mutate({ claim })).status).toBe("published");
});
