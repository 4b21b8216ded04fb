/** As it runs for others: behind a proxy with https, on storage of its own, which may be away for a while. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDevS3, type DevS3 } from "@picket/dev-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jpeg } from "./pictures.ts";
import { describeFile, post, refusalOf } from "./plain-upload.ts";
import { post as postJson, signUp, startTestApp } from "./test-app.ts";
import type { Client, TestApp } from "./test-app.ts";

const pageUrl = "https://shop.example";

let dir: string;
let store: DevS3;
let app: TestApp;
let client: Client;
let cookie: string;
/** where the proxy reaches the server */
let url: string;

function startStore(port: number): Promise<DevS3> {
  const buckets = [{ name: "photos", publicReadPrefixes: ["images/"], corsOrigins: [] }];
  return createDevS3({ dir, port, buckets });
}

function settings(): Record<string, string> {
  return {
    APP_URL: `${pageUrl}/`,
    TRUST_PROXY: "true",
    // Taken by the store: an embedded one could not start there.
    DEV_S3_PORT: new URL(store.endpoint).port,
    S3_ENDPOINT: store.endpoint,
    S3_BUCKET: "photos",
    S3_REGION: store.region,
    AWS_ACCESS_KEY_ID: store.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
    PICKET_SECRET: "only for this test, 32 characters",
    AUTH_SECRET: "another for this test, 32 characters",
    PUBLIC_IMAGE_BASE_URL: "https://images.shop.example/shelf/",
  };
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "picket-store-"));
  store = await startStore(0);
  app = await startTestApp(settings());
  url = `http://localhost:${app.port}`;
  ({ client, cookie } = await signUp(url, pageUrl));
});

afterAll(async () => {
  await app.close();
  await store.close();
  await rm(dir, { recursive: true });
});

test("there is no demo account", async () => {
  expect(await client.app.info.query()).toEqual({ demo: null });
});

test.each([
  ["there is no such bucket", { S3_BUCKET: "elsewhere" }],
  ["the store refuses these credentials", { AWS_SECRET_ACCESS_KEY: "another" }],
])("it does not start when %s", async (reason, change) => {
  const started = startTestApp({ ...settings(), ...change });
  await expect(started).rejects.toThrow(`cannot be used: ${reason}.`);
});

test("the page is the one under APP_URL, and no other acts for who is signed in there", async () => {
  expect(app.url).toBe(pageUrl);
  const body = { title: "Slipped in" };
  const headers = { cookie, origin: url };
  expect((await postJson(`${url}/trpc/products.create`, body, headers)).status).toBe(403);
  expect((await client.products.list.query()).products).toEqual([]);
});

test("with https the cookie and all later visits stay on it", async () => {
  expect(cookie).toMatch(/^__Secure-/);
  const { headers } = await fetch(`${url}/healthz`);
  expect(headers.get("strict-transport-security")).toBe("max-age=15552000");
  expect(headers.get("content-security-policy")).toContain(
    "img-src 'self' blob: data: https://images.shop.example;",
  );
});

test("behind a proxy, one guesser does not keep the others out", async () => {
  const guess = async (address: string): Promise<number> => {
    const account = { email: "nobody@picket.example", password: "wrong password" };
    const headers = { origin: pageUrl, "x-forwarded-for": `10.9.9.9, ${address}` };
    return (await postJson(`${url}/api/auth/sign-in/email`, account, headers)).status;
  };
  const guesses = await Promise.all(Array.from({ length: 25 }, () => guess("10.0.0.1")));
  expect(guesses).toContain(429);
  expect(await guess("10.0.0.2")).toBe(401);
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
  const unready = await fetch(`${url}/readyz`);
  expect(unready.status).toBe(503);
  expect(unready.headers.get("retry-after")).toBe("5");
  expect(await unready.json()).toEqual({ status: "not ready", failing: ["storage"] });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  store = await startStore(port);
  const result = await completeUpload.mutate({ claim });
  expect(result).toMatchObject({ status: "published" });
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200);
  const { images } = await client.products.get.query({ productId });
  expect(images[0]?.jpegUrl).toMatch(
    /^https:\/\/images\.shop\.example\/shelf\/images\/[0-9a-f]{32}\/64\.jpg$/,
  );
});
