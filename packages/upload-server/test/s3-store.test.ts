/** The store on S3 against stores that speak S3: the embedded one always, another when it is named. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDevS3, type DevS3 } from "@picket/dev-s3";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import {
  describeObjectStore,
  postSignedForm,
  type ObjectStoreSetup,
} from "@picket/upload-server/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const bucket = "photos";

async function startDevS3(): Promise<DevS3> {
  const dir = await mkdtemp(join(tmpdir(), "picket-s3-"));
  const s3 = await createDevS3({
    dir,
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
  return { store, post: postSignedForm, checksPostedContent: true, close: s3.close };
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
      // Ceph 16 and older take any body under a checksum that fits the policy.
      checksPostedContent: process.env["TEST_S3_IGNORES_CHECKSUMS"] !== "true",
      close: async () => client.destroy(),
    };
  });
}

describe("what a browser gets from the embedded S3", () => {
  let s3: DevS3;
  beforeAll(async () => {
    s3 = await startDevS3();
  });
  afterAll(() => s3.close());

  test("of a published image are the headers that it was put with", async () => {
    const cacheControl = "public, max-age=31536000, immutable";
    const object = { bytes: Buffer.from("picture"), type: "image/webp", cacheControl };
    await storeOn(s3).put("images/a/320.webp", object);
    const response = await fetch(`${s3.endpoint}/${bucket}/images/a/320.webp`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("picture");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/webp",
      "cache-control": cacheControl,
      "content-disposition": "inline",
    });
  });

  test("of anything under incoming/ is a refusal", async () => {
    const object = { bytes: Buffer.from("picture"), type: "image/webp", cacheControl: "no-store" };
    await storeOn(s3).put("incoming/a", object);
    expect((await fetch(`${s3.endpoint}/${bucket}/incoming/a`)).status).toBe(403);
    expect((await fetch(`${s3.endpoint}/${bucket}/?list-type=2`)).status).toBe(403);
  });
});
