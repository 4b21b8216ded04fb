/** Everything that server or store must refuse when nobody's browser has checked anything. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { gif, jpeg, png } from "./pictures.ts";
import { describeFile, post, publish, refusalOf, send } from "./plain-upload.ts";
import { clientFor, signUp, startTestApp, type Client, type TestApp } from "./test-app.ts";

const maxImageBytes = 100_000;
const maxImagePixels = 1_000_000;

let app: TestApp;
let client: Client;
let productId: string;

beforeAll(async () => {
  app = await startTestApp({
    IMAGE_MAX_BYTES: `${maxImageBytes}`,
    IMAGE_MAX_PIXELS: `${maxImagePixels}`,
  });
  ({ client } = await signUp(app.url));
  ({ id: productId } = await client.products.create.mutate({ title: "Linen tea towel" }));
});

afterAll(() => app.close());

let published: string[];

beforeEach(async () => {
  published = await app.keys("images/");
});

afterEach(expectNothingNewIsPublic);

/** Whatever was refused: nothing new is public, and what waits in the quarantine is nobody's to read. */
async function expectNothingNewIsPublic(): Promise<void> {
  expect(await app.keys("images/")).toEqual(published);
  for (const key of await app.keys("incoming/")) {
    expect((await fetch(`${app.bucketUrl}/${key}`)).status).toBe(403);
  }
  const { images } = await client.products.get.query({ productId });
  const publicIds = new Set(published.map((key) => key.split("/")[1]));
  expect(new Set(images.map(({ id }) => id))).toEqual(publicIds);
}

/** What a ticket for such a file is refused with. */
async function ticketRefusal(said: Parameters<typeof describeFile>[1], who = client) {
  const file = describeFile(await jpeg(), said);
  const { getUploadTicket } = who.uploads.productImage;
  return refusalOf(getUploadTicket.mutate({ input: { productId }, file }));
}

/** What the completion of an upload is refused with, whatever its ticket said. */
async function completionRefusal(bytes: Uint8Array<ArrayBuffer>, type: "image/jpeg" | "image/png") {
  const { claim } = await send(client, productId, { bytes, said: { type } });
  return refusalOf(client.uploads.productImage.completeUpload.mutate({ claim }));
}

describe("no ticket is given for", () => {
  test("an empty file", async () => {
    expect(await ticketRefusal({ sizeBytes: 0 })).toEqual({
      code: "FILE_EMPTY",
      httpStatus: 422,
    });
  });

  test("a file that is too large", async () => {
    expect(await ticketRefusal({ sizeBytes: maxImageBytes + 1 })).toEqual({
      code: "FILE_TOO_LARGE",
      httpStatus: 413,
    });
  });

  test("a type that is not offered", async () => {
    expect(await ticketRefusal({ type: "image/gif" })).toEqual({
      code: "FILE_TYPE_NOT_ALLOWED",
      httpStatus: 415,
    });
  });

  test("too many pixels", async () => {
    expect(await ticketRefusal({ width: 1001, height: 1000 })).toEqual({
      code: "IMAGE_DIMENSIONS",
      httpStatus: 422,
    });
  });

  test("somebody who is not signed in", async () => {
    expect(await ticketRefusal({}, clientFor(app.url))).toEqual({
      code: "UNAUTHORIZED",
      httpStatus: 401,
    });
  });

  test("another shop's product", async () => {
    const stranger = await signUp(app.url);
    expect(await ticketRefusal({}, stranger.client)).toEqual({
      code: "FORBIDDEN",
      httpStatus: 404,
    });
  });
});

describe("the store does not take", () => {
  async function ticketFor(bytes: Uint8Array) {
    const { getUploadTicket } = client.uploads.productImage;
    return getUploadTicket.mutate({ input: { productId }, file: describeFile(bytes) });
  }

  test("other bytes of the same size", async () => {
    const bytes = await jpeg();
    const ticket = await ticketFor(bytes);
    const other = bytes.map((byte) => byte ^ 1);
    expect(await post(ticket, other)).toMatchObject({ status: 400 });
  });

  test("one byte more or less, or none at all", async () => {
    const bytes = await jpeg();
    const ticket = await ticketFor(bytes);
    expect(await post(ticket, new Uint8Array([...bytes, 0]))).toMatchObject({
      status: 400,
      code: "EntityTooLarge",
    });
    for (const fewer of [bytes.slice(1), new Uint8Array()]) {
      expect(await post(ticket, fewer)).toMatchObject({ status: 400, code: "EntityTooSmall" });
    }
  });

  test("a form with another key, type or claim", async () => {
    const bytes = await jpeg();
    const ticket = await ticketFor(bytes);
    const changes = {
      key: "images/mine/320.webp",
      "Content-Type": "text/html",
      "x-amz-meta-claim": "mine",
    };
    for (const change of Object.entries(changes)) {
      const fields = { ...ticket.fields, ...Object.fromEntries([change]) };
      expect(await post({ ...ticket, fields }, bytes)).toMatchObject({ status: 403 });
    }
  });

  test("anything under a ticket that has expired", async () => {
    const bytes = await jpeg();
    const ticket = await ticketFor(bytes);
    app.advance(ticket.expiresInMs + 1000);
    expect(await post(ticket, bytes)).toEqual({ status: 403, code: "AccessDenied" });
    app.advance(-ticket.expiresInMs - 1000);
  });
});

describe("nothing is published of", () => {
  test("a text that calls itself a JPEG", async () => {
    const text = new TextEncoder().encode("<script>alert(1)</script>".repeat(20));
    expect(await completionRefusal(text, "image/jpeg")).toEqual({
      code: "FILE_TYPE_NOT_ALLOWED",
      httpStatus: 415,
    });
  });

  test("a GIF that calls itself a PNG", async () => {
    expect(await completionRefusal(await gif(), "image/png")).toEqual({
      code: "FILE_TYPE_NOT_ALLOWED",
      httpStatus: 415,
    });
  });

  test("a PNG that calls itself a JPEG", async () => {
    expect(await completionRefusal(await png(), "image/jpeg")).toEqual({
      code: "OBJECT_MISMATCH",
      httpStatus: 422,
    });
  });

  test("a damaged image", async () => {
    const whole = await jpeg(600, 400);
    expect(await completionRefusal(whole.slice(0, whole.length / 2), "image/jpeg")).toEqual({
      code: "IMAGE_UNREADABLE",
      httpStatus: 422,
    });
  });

  test("more pixels than the ticket was told", async () => {
    expect(await completionRefusal(await png(1100, 1000), "image/png")).toEqual({
      code: "IMAGE_DIMENSIONS",
      httpStatus: 422,
    });
  });

  test("an upload that never arrived", async () => {
    const file = describeFile(await jpeg());
    const { completeUpload, getUploadTicket } = client.uploads.productImage;
    const { claim } = await getUploadTicket.mutate({ input: { productId }, file });
    expect(await refusalOf(completeUpload.mutate({ claim }))).toEqual({
      code: "OBJECT_MISSING",
      httpStatus: 422,
    });
  });

  test("another person's upload, nor is it thrown away for them", async () => {
    const { claim } = await send(client, productId, { bytes: await jpeg() });
    const stranger = (await signUp(app.url)).client.uploads.productImage;
    const refusal = { code: "CLAIM_INVALID", httpStatus: 400 };
    expect(await refusalOf(stranger.completeUpload.mutate({ claim }))).toEqual(refusal);
    expect(await refusalOf(stranger.discardUpload.mutate({ claim }))).toEqual(refusal);
    expect(await app.keys("incoming/")).toHaveLength(1);
    await client.uploads.productImage.discardUpload.mutate({ claim });
  });

  test("a claim that was made up", async () => {
    const { completeUpload } = client.uploads.productImage;
    for (const claim of ["x", "e30.e30", `${"A".repeat(500)}.${"A".repeat(43)}`]) {
      expect(await refusalOf(completeUpload.mutate({ claim }))).toEqual({
        code: "CLAIM_INVALID",
        httpStatus: 400,
      });
    }
  });

  test("what was refused before, however often it is completed", async () => {
    const text = new TextEncoder().encode("no picture at all");
    const { claim } = await send(client, productId, { bytes: text });
    const { completeUpload } = client.uploads.productImage;
    const first = await refusalOf(completeUpload.mutate({ claim }));
    expect(await refusalOf(completeUpload.mutate({ claim }))).toEqual(first);
    expect(await app.keys("incoming/")).toEqual([]);
  });
});

describe("another shop's product", () => {
  test("is not found, just like one that does not exist", async () => {
    const stranger = await signUp(app.url);
    const foreign = await refusalOf(stranger.client.products.get.query({ productId }));
    const missing = await refusalOf(client.products.get.query({ productId: "nothing" }));
    expect(foreign).toEqual({ code: null, httpStatus: 404 });
    expect(missing).toEqual(foreign);
    expect((await stranger.client.products.list.query()).products).toEqual([]);
  });
});

test("a refusal tells nothing about keys, tables or places in the code", async () => {
  const { claim } = await send(client, productId, { bytes: await png() });
  const { completeUpload } = client.uploads.productImage;
  const error = await completeUpload.mutate({ claim }).catch((reason: unknown) => reason);
  const answer = JSON.stringify(Reflect.get(Object(error), "shape"));
  expect(answer).toContain("OBJECT_MISMATCH");
  expect(answer).not.toMatch(/incoming|images\/|select|insert|uploads"|\.ts|\.js|stack/);
});

test("somebody who is not signed in gets nothing but the question who they are", async () => {
  const anybody = clientFor(app.url);
  const claim = "e30.e30";
  const calls = [
    anybody.products.list.query(),
    anybody.products.get.query({ productId }),
    anybody.products.create.mutate({ title: "Mine" }),
    anybody.uploads.productImage.completeUpload.mutate({ claim }),
    anybody.uploads.productImage.discardUpload.mutate({ claim }),
  ];
  const refusals = await Promise.all(calls.map(refusalOf));
  expect(refusals.map(({ httpStatus }) => httpStatus)).toEqual(calls.map(() => 401));
});

test("the limits refuse nothing that keeps to them", async () => {
  const { image } = await publish(client, productId, await jpeg(1000, 1000));
  expect(image.width).toBe(1000);
  published = await app.keys("images/");
});
