/** The account whose password everybody knows: there in the embedded default, and nowhere else. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDevS3, type DevS3 } from "@picket/dev-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnv } from "../src/env.ts";
import { startApp, type App } from "../src/start-app.ts";
import { clientFor, demo, post, signIn } from "./test-app.ts";

let folder: string;
let s3: DevS3;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "picket-demo-"));
  s3 = await createDevS3({ dir: path.join(folder, "store"), buckets: [{ name: "photos" }] });
});

afterEach(async () => {
  await s3.close();
  await rm(folder, { recursive: true });
});

function start(variables: Record<string, string> = {}): Promise<App> {
  const dataDir = path.join(folder, "data");
  const settings = { PORT: "0", DEV_S3_PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "error" };
  return startApp(readEnv({ ...settings, ...variables }, "/"));
}

/** The same secrets as before, as if they had been copied: a new one would end the sessions by itself. */
const secrets = {
  PICKET_SECRET: "only for this test, 32 characters",
  AUTH_SECRET: "another for this test, 32 characters",
};

function ownBucket(): Record<string, string> {
  return {
    S3_ENDPOINT: s3.endpoint,
    S3_BUCKET: "photos",
    S3_REGION: s3.region,
    AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
  };
}

test("neither its password nor a session from before works once its folder is used with a bucket of one's own", async () => {
  const embedded = await start(secrets);
  const cookie = await signIn(embedded.url, demo);
  await embedded.close();

  const real = await start({ ...secrets, ...ownBucket() });
  const tried = await post(`${real.url}/api/auth/sign-in/email`, demo, { origin: real.url });
  expect(tried.status).toBe(401);
  const listed = await fetch(`${real.url}/trpc/products.list?input=%7B%7D`, {
    headers: { cookie },
  });
  expect(listed.status).toBe(401);
  const session = await fetch(`${real.url}/api/auth/get-session`, { headers: { cookie } });
  expect(await session.json()).toBeNull();
  await real.close();
});

test("it is there again, with what it had, when the folder is back in the embedded default", async () => {
  const before = await start(secrets);
  const client = clientFor(before.url, await signIn(before.url, demo));
  const { id } = await client.products.create.mutate({ title: "Teapot" });
  await before.close();
  await (await start({ ...secrets, ...ownBucket() })).close();

  const after = await start(secrets);
  const again = clientFor(after.url, await signIn(after.url, demo));
  expect(await again.products.get.query({ productId: id })).toMatchObject({ title: "Teapot" });
  await after.close();
});
