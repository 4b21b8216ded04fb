/** Storage of one's own: what starts without the demo, and what happens while the store is away. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDevS3, type DevS3 } from "@picket/dev-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jpeg } from "./pictures.ts";
import { describeFile, post, refusalOf } from "./plain-upload.ts";
import { signUp, startTestApp, type Client, type TestApp } from "./test-app.ts";

let dir: string;
let store: DevS3;
let app: TestApp;
let client: Client;

function startStore(port: number): Promise<DevS3> {
  const buckets = [{ name: "photos", publicReadPrefixes: ["images/"], corsOrigins: [] }];
  return createDevS3({ dir, port, buckets });
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "picket-store-"));
  store = await startStore(0);
  app = await startTestApp({
    S3_ENDPOINT: store.endpoint,
    S3_BUCKET: "photos",
    S3_REGION: store.region,
    AWS_ACCESS_KEY_ID: store.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
    PICKET_SECRET: "only for this test, 32 characters",
    AUTH_SECRET: "another for this test, 32 characters",
    PUBLIC_IMAGE_BASE_URL: "https://images.shop.example/shelf/",
  });
  ({ client } = await signUp(app.url));
});

afterAll(async () => {
  await app.close();
  await store.close();
  await rm(dir, { recursive: true });
});

test("there is no demo account", async () => {
  expect(await client.app.info.query()).toEqual({ demo: null });
});

test("while the store is down the upload is kept, and completed when it is back", async () => {
  const { id: productId } = await client.products.create.mutate({ title: "Oak serving board" });
  const { completeUpload, getUploadTicket } = client.uploads.productImage;
  const bytes = await jpeg();
  const file = describeFile(bytes);
  const ticket = await getUploadTicket.mutate({ input: { productId }, file });
  expect(await post(ticket, bytes)).toMatchObject({ status: 201 });
  const { claim } = ticket;
  const port = Number(new URL(store.endpoint).port);

  await store.close();
  const refusal = { code: "STORAGE_UNAVAILABLE", httpStatus: 503 };
  expect(await refusalOf(completeUpload.mutate({ claim }))).toEqual(refusal);
  // Signing needs no store; what it signs is refused by the connection.
  const next = await getUploadTicket.mutate({ input: { productId }, file });
  await expect(post(next, bytes)).rejects.toThrow(TypeError);
  expect((await client.products.get.query({ productId })).images).toEqual([]);
  const unready = await fetch(`${app.url}/readyz`);
  expect(unready.status).toBe(503);
  expect(await unready.json()).toEqual({ status: "not ready", failing: ["storage"] });
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);

  store = await startStore(port);
  const result = await completeUpload.mutate({ claim });
  expect(result).toMatchObject({ status: "published" });
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  const { images } = await client.products.get.query({ productId });
  expect(images[0]?.jpegUrl).toMatch(
    /^https:\/\/images\.shop\.example\/shelf\/images\/[0-9a-f]{32}\/64\.jpg$/,
  );
});
