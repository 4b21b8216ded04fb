/** The store on S3 against stores that speak S3: the embedded one always, another when it is named. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDevS3, type DevS3 } from "@picket/dev-s3";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import {
  describeObjectStore,
  getUrl,
  postSignedForm,
  type ObjectStoreSetup,
} from "@picket/upload-server/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const bucket = "photos";

async function startDevS3(clock = (): Date => new Date()): Promise<DevS3> {
  const dir = await mkdtemp(join(tmpdir(), "picket-s3-"));
  const s3 = await createDevS3({
    dir,
    clock,
    buckets: [{ name: bucket, publicReadPrefixes: ["images/"] }],
  });
  const close = async (): Promise<void> => {
    await s3.close();
    await rm(dir, { recursive: true });
  };
  return { ...s3, close };
}

function storeOn({ endpoint, region, credentials }: DevS3) {
  const client = createS3Client({ endpoint, region, credentials, forcePathStyle: true });
  return createS3Store({ client, bucket });
}

describeObjectStore("S3, as embedded,", async () => {
  const s3 = await startDevS3();
  const store = storeOn(s3);
  return { store, post: postSignedForm, get: getUrl, checksPostedContent: true, close: s3.close };
});

const { TEST_S3_ENDPOINT, TEST_S3_ACCESS_KEY, TEST_S3_SECRET_KEY, TEST_S3_BUCKET, TEST_S3_REGION } =
  process.env;

if (
  TEST_S3_ENDPOINT &&
  TEST_S3_ACCESS_KEY &&
  TEST_S3_SECRET_KEY &&
  TEST_S3_BUCKET &&
  TEST_S3_REGION
) {
  describeObjectStore(`S3 at ${TEST_S3_ENDPOINT}`, (): ObjectStoreSetup => {
    const client = createS3Client({
      endpoint: TEST_S3_ENDPOINT,
      region: TEST_S3_REGION,
      credentials: { accessKeyId: TEST_S3_ACCESS_KEY, secretAccessKey: TEST_S3_SECRET_KEY },
      forcePathStyle: true,
    });
    return {
      store: createS3Store({ client, bucket: TEST_S3_BUCKET }),
      post: postSignedForm,
      get: getUrl,
      // Ceph 16 and older take any body under a checksum that fits the policy.
      checksPostedContent: process.env["TEST_S3_IGNORES_CHECKSUMS"] !== "true",
      close: async () => client.destroy(),
    };
  });
}

describe("what a browser gets from the embedded S3", () => {
  let s3: DevS3;
  let aheadMs = 0;
  beforeAll(async () => {
    s3 = await startDevS3(() => new Date(Date.now() + aheadMs));
  });
  afterAll(() => s3.close());

  test("of a published image are the headers that it was put with", async () => {
    const cacheControl = "public, max-age=31536000, immutable";
    const disposition = 'inline; filename="a-320.webp"';
    const object = { bytes: Buffer.from("picture"), type: "image/webp", cacheControl, disposition };
    await storeOn(s3).put("images/a/320.webp", object);
    const response = await fetch(`${s3.endpoint}/${bucket}/images/a/320.webp`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("picture");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/webp",
      "cache-control": cacheControl,
      "content-disposition": disposition,
    });
  });

  test("of anything under incoming/ is a refusal", async () => {
    await storeOn(s3).put("incoming/a", hidden);
    expect((await fetch(`${s3.endpoint}/${bucket}/incoming/a`)).status).toBe(403);
    expect((await fetch(`${s3.endpoint}/${bucket}/?list-type=2`)).status).toBe(403);
  });

  const view = { type: "image/webp", disposition: "inline", cacheControl: "private, max-age=60" };
  const hidden = {
    bytes: Buffer.from("picture"),
    type: "image/webp",
    cacheControl: "no-store",
    disposition: "inline",
  };

  test("of a private image is a refusal, but by a signed URL, until that has expired", async () => {
    const key = "private/a/320.webp";
    await storeOn(s3).put(key, hidden);
    expect((await fetch(`${s3.endpoint}/${bucket}/${key}`)).status).toBe(403);
    const url = await storeOn(s3).signGet({ ...view, key, expiresInSeconds: 60 });
    expect((await getUrl(url)).status).toBe(200);
    aheadMs = 61_000;
    expect((await getUrl(url)).status).toBe(403);
    aheadMs = 0;
  });

  test("at another name of the store is signed for that name", async () => {
    const key = "private/b/320.webp";
    await storeOn(s3).put(key, hidden);
    const { endpoint: publicEndpoint, region, credentials } = s3;
    const endpoint = publicEndpoint.replace("localhost", "127.0.0.1");
    expect(endpoint).not.toBe(publicEndpoint);
    const client = createS3Client({ endpoint, region, credentials, forcePathStyle: true });
    const store = createS3Store({ client, bucket, publicEndpoint });
    const url = await store.signGet({ ...view, key, expiresInSeconds: 60 });
    expect(new URL(url).origin).toBe(publicEndpoint);
    expect((await getUrl(url)).status).toBe(200);
    expect((await getUrl(url.replace("localhost", "127.0.0.1"))).status).toBe(403);
  });
});

test.each([
  ["https://s3.example.com", "https://photos.s3.example.com/private/a?"],
  ["https://s3.example.com:8443", "https://photos.s3.example.com:8443/private/a?"],
  ["https://example.com/s3/", "https://photos.example.com/s3/private/a?"],
])("with a host for each bucket, %s becomes %s", async (publicEndpoint, expected) => {
  const credentials = { accessKeyId: "key", secretAccessKey: "secret" };
  const client = createS3Client({ region: "eu-central-1", credentials });
  const store = createS3Store({ client, bucket, publicEndpoint });
  const url = await store.signGet({
    key: "private/a",
    type: "image/webp",
    disposition: "inline",
    cacheControl: "no-store",
    expiresInSeconds: 60,
  });
  expect(url.slice(0, expected.length)).toBe(expected);
});
