/** What the server depends on fails in the middle of its work, and comes back. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DevS3 } from "@picket/dev-s3";
import type { Fault, FaultProxy } from "@picket/fault-lab";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "../src/db/open-database.ts";
import { readEnv } from "../src/env.ts";
import { startApp } from "../src/start-app.ts";
import { startFaultyStorage, storageSettings, type FaultyStorage } from "./faulty-storage.ts";
import { jpeg } from "./pictures.ts";
import { publish, refusalOf, send } from "./plain-upload.ts";
import {
  clientFor,
  demo,
  post,
  signIn,
  signUp,
  startTestApp,
  type Client,
  type TestApp,
} from "./test-app.ts";

describe("storage that fails the server while it verifies", () => {
  let storage: FaultyStorage;
  let s3: DevS3;
  let proxy: FaultProxy;
  let app: TestApp;
  let client: Client;
  let cookie: string;

  beforeAll(async () => {
    storage = await startFaultyStorage();
    ({ s3, proxy } = storage);
    app = await startTestApp({
      ...storageSettings(s3, { server: proxy.url, browsers: s3.endpoint }),
      LOG_LEVEL: "silent",
    });
    ({ client, cookie } = await signUp(app.url));
  });
  afterAll(async () => {
    await app.close();
    await storage.close();
  });

  test("is reached by browsers at its public endpoint: for the form, the page's policy and the images", async () => {
    const { id: productId } = await client.products.create.mutate({ title: "Stoneware mug" });
    const ticket = await send(client, productId, { bytes: await jpeg() });
    expect(ticket.url).toMatch(`${s3.endpoint}/photos`);
    const { headers } = await fetch(`${app.url}/healthz`);
    const policy = headers.get("content-security-policy");
    expect(policy).toContain(`connect-src 'self' ${s3.endpoint};`);
    expect(policy).toContain(`img-src 'self' blob: data: ${s3.endpoint};`);
    const { image } = await publish(client, productId, await jpeg());
    expect(image.jpegUrl).toMatch(`${s3.endpoint}/photos/images/`);
    expect((await fetch(image.jpegUrl)).status).toBe(200);
  });

  const publicKeys = async (): Promise<string[]> => {
    const { endpoint, region, credentials } = s3;
    const s3Client = createS3Client({ endpoint, region, credentials, forcePathStyle: true });
    const keys: string[] = [];
    const store = createS3Store({ client: s3Client, bucket: "photos" });
    for await (const { key } of store.list("images/")) keys.push(key);
    s3Client.destroy();
    return keys;
  };

  const busy: Fault = { type: "answer", status: 503, code: "SlowDown" };
  const faults: [string, string, Fault][] = [
    ["the read", "GET", busy],
    ["the read", "GET", { type: "answer", status: 500, code: "InternalError" }],
    ["the read", "GET", { type: "lose-answer" }],
    ["the write", "PUT", busy],
    ["the write", "PUT", { type: "cut", at: 0.5 }],
    ["the write, of which it has everything", "PUT", { type: "lose-answer" }],
  ];
  test.each(faults)(
    "at %s (%s, %j) loses nothing, and publishes once",
    async (_step, method, fault) => {
      const { id: productId } = await client.products.create.mutate({ title: "Stoneware mug" });
      const { claim } = await send(client, productId, { bytes: await jpeg() });
      const { completeUpload } = client.uploads.productImage;
      const before = (await publicKeys()).length;

      proxy.setRules([{ method, path: /^\/photos\//, fault }]);
      const url = `${app.url}/trpc/uploads.productImage.completeUpload`;
      const refused = await post(url, { claim }, { origin: app.url, cookie });
      expect(refused.status).toBe(503);
      expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d?$/);
      expect(await refused.json()).toMatchObject({ error: { message: "STORAGE_UNAVAILABLE" } });
      expect((await client.products.get.query({ productId })).images).toEqual([]);

      proxy.setRules([]);
      await expect
        .poll(async () => (await completeUpload.mutate({ claim }).catch(() => null))?.status, {
          // As long as the breaker's pause may last.
          timeout: 30_000,
          interval: 500,
        })
        .toBe("published");
      expect((await client.products.get.query({ productId })).images).toHaveLength(1);
      expect((await publicKeys()).length - before).toBe(2);
    },
  );

  test("for a moment has so many waiting that who comes next is told when to come back", async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => signUp(app.url)));
    let letGo: () => void = () => {};
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    proxy.setRules([{ method: "GET", path: /^\/photos\//, fault: { type: "hold", until } }]);
    // More than are let in and may wait, of each person the same number.
    const claims = await Promise.all(people.map(({ client: own }) => sendMany(own, 23)));
    const complete = (person: number, claim: string | undefined): Promise<Response> =>
      post(
        `${app.url}/trpc/uploads.productImage.completeUpload`,
        { claim },
        { origin: app.url, cookie: people[person]?.cookie ?? "" },
      );
    const answers = claims.flatMap((own, person) => own.map((claim) => complete(person, claim)));
    const refused = answers.map(async (answer) => {
      const { status, headers } = await answer;
      if (status !== 503) throw new Error("Had its turn, or made way for somebody else.");
      return headers.get("retry-after");
    });
    expect(await Promise.any(refused)).toBe("5");
    letGo();
    proxy.setRules([]);
    const statuses = await Promise.all(answers.map(async (answer) => (await answer).status));
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
  });

  async function sendMany(own: Client, count: number): Promise<string[]> {
    const { id: productId } = await own.products.create.mutate({ title: "Stoneware mug" });
    const claims: string[] = [];
    for (let index = 0; index < count; index += 1) {
      claims.push((await send(own, productId, { bytes: await jpeg(40 + index) })).claim);
    }
    return claims;
  }

  test("only slowly is waited for", async () => {
    const { id: productId } = await client.products.create.mutate({ title: "Stoneware mug" });
    const { claim } = await send(client, productId, { bytes: await jpeg() });
    proxy.setRules([{ method: "PUT", fault: { type: "slow", bytesPerSecond: 2000 } }]);
    const result = await client.uploads.productImage.completeUpload.mutate({ claim });
    proxy.setRules([]);
    expect(result.status).toBe("published");
  });

  test("for all is not asked again and again, and is found to be well again", async () => {
    const { id: productId } = await client.products.create.mutate({ title: "Stoneware mug" });
    const { claim } = await send(client, productId, { bytes: await jpeg() });
    const { completeUpload } = client.uploads.productImage;
    proxy.setRules([{ method: "GET", fault: busy }]);
    for (let call = 0; call < 5; call += 1) await refusalOf(completeUpload.mutate({ claim }));
    const asked = proxy.count({ method: "GET" });
    for (let call = 0; call < 5; call += 1) {
      const refusal = { code: "STORAGE_UNAVAILABLE", httpStatus: 503 };
      expect(await refusalOf(completeUpload.mutate({ claim }))).toEqual(refusal);
    }
    expect(proxy.count({ method: "GET" })).toBe(asked);
    proxy.setRules([]);
    await expect
      .poll(async () => (await completeUpload.mutate({ claim }).catch(() => null))?.status, {
        timeout: 30_000,
        interval: 500,
      })
      .toBe("published");
  });
});

test("without its database the server says so, alive, and loses nothing", async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), "picket-down-"));
  const env = readEnv({ PORT: "0", DEV_S3_PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "silent" }, "/");
  const database = await openDatabase(env.database, dataDir);
  const app = await startApp(env, { database });
  const client = clientFor(app.url, await signIn(app.url, demo));
  const { id: productId } = await client.products.create.mutate({ title: "Stoneware mug" });
  const { claim } = await send(client, productId, { bytes: await jpeg() });
  // Of which nothing is remembered from a moment ago.
  const { id: otherId } = await client.products.create.mutate({ title: "Teapot" });
  await database.close();

  const refusal = { code: "SERVER_UNREACHABLE", httpStatus: 503 };
  const { completeUpload, getUploadTicket } = client.uploads.productImage;
  expect(await refusalOf(completeUpload.mutate({ claim }))).toEqual(refusal);
  const file = { name: "a", type: "image/jpeg", sizeBytes: 1, width: 1, height: 1 };
  const request = {
    input: { productId: otherId },
    file: { ...file, sha256: `${"A".repeat(43)}=` },
  };
  expect(await refusalOf(getUploadTicket.mutate(request))).toEqual(refusal);
  expect(await refusalOf(client.products.list.query({}))).toEqual(refusal);
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${app.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: "not ready", failing: ["database"] });
  await app.close();

  // A start on the same folder finds the photo where it was, and publishes it.
  const again = await startApp(env);
  const later = clientFor(again.url, await signIn(again.url, demo)).uploads.productImage;
  expect(await later.completeUpload.mutate({ claim })).toMatchObject({ status: "published" });
  await again.close();
  await rm(dataDir, { recursive: true });
});
