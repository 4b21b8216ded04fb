/** Copies and bulk deletes through the real AWS SDK. */
import { createHash } from "node:crypto";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import { startDevS3, type TestServer } from "./start-dev-s3.ts";

const Bucket = "picket";
let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3();
});
afterAll(() => s3.stop());

describe("a copy", () => {
  const CopySource = `${Bucket}/${encodeURIComponent("source ü+")}`;

  beforeAll(async () => {
    await s3.client.send(
      new PutObjectCommand({
        Bucket,
        Key: "source ü+",
        Body: "original",
        ContentType: "image/png",
        Metadata: { from: "source" },
        Tagging: "a=1",
      }),
    );
  });

  async function head(Key: string) {
    return s3.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
  }

  test("brings bytes, headers, metadata, tags and checksum along", async () => {
    await s3.client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource }));
    expect(await s3.read("copy")).toBe("original");
    const original = await head("source ü+");
    expect(await head("copy")).toMatchObject({
      ContentType: "image/png",
      Metadata: { from: "source" },
      ETag: original.ETag,
      ChecksumCRC32: original.ChecksumCRC32,
      TagCount: 1,
    });
  });

  test("may replace the description and add a checksum", async () => {
    await s3.client.send(
      new CopyObjectCommand({
        Bucket,
        Key: "renamed",
        CopySource,
        MetadataDirective: "REPLACE",
        ContentType: "image/webp",
        Metadata: { from: "copy" },
        TaggingDirective: "REPLACE",
        Tagging: "b=2&c=3",
        ChecksumAlgorithm: "SHA256",
      }),
    );
    expect(await head("renamed")).toMatchObject({
      ContentType: "image/webp",
      Metadata: { from: "copy" },
      TagCount: 2,
      ChecksumSHA256: createHash("sha256").update("original").digest("base64"),
    });
  });

  test("onto itself needs a change", async () => {
    const self = { Bucket, Key: "source ü+", CopySource };
    await expectRefusal(s3.client.send(new CopyObjectCommand(self)), 400, "InvalidRequest");
    const replaced = { ContentType: "image/png", Metadata: { from: "source" } };
    await s3.client.send(
      new CopyObjectCommand({ ...self, ...replaced, MetadataDirective: "REPLACE" }),
    );
    expect(await s3.read("source ü+")).toBe("original");
  });

  test("honours the conditions on its source and on its target", async () => {
    const { ETag } = await head("source ü+");
    const target = { Bucket, Key: "conditional", CopySource };
    const other = '"00000000000000000000000000000000"';
    for (const condition of [
      { CopySourceIfMatch: other },
      { CopySourceIfNoneMatch: ETag! },
      { CopySourceIfUnmodifiedSince: new Date(0) },
      { CopySourceIfModifiedSince: new Date(Date.now() + 1000) },
    ]) {
      const call = s3.client.send(new CopyObjectCommand({ ...target, ...condition }));
      await expectRefusal(call, 412, "PreconditionFailed");
    }
    const create = { ...target, CopySourceIfMatch: ETag!, IfNoneMatch: "*" };
    await s3.client.send(new CopyObjectCommand(create));
    await expectRefusal(s3.client.send(new CopyObjectCommand(create)), 412, "PreconditionFailed");
  });

  test.each([
    ["picket/no-such-key", 404, "NoSuchKey"],
    ["nowhere/a", 404, "NoSuchBucket"],
    ["no-slash", 400, "InvalidArgument"],
    ["picket/a?versionId=1", 501, "NotImplemented"],
  ])("of %s is refused", async (source, status, code) => {
    const command = new CopyObjectCommand({ Bucket, Key: "copy", CopySource: source });
    await expectRefusal(s3.client.send(command), status, code);
  });
});

describe("DeleteObjects", () => {
  test("removes many and reports each, also what was not there", async () => {
    const keys = ["d/1", "d/<&>", "d/ü", "d/missing"];
    for (const key of keys.slice(0, 3)) await s3.put(key);
    const Objects = keys.map((Key) => ({ Key }));
    const result = await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(result.Deleted?.map(({ Key }) => Key)).toEqual(keys);
    const left = await s3.client.send(new ListObjectsV2Command({ Bucket, Prefix: "d/" }));
    expect(left.KeyCount).toBe(0);
  });

  test("says nothing of successes when quiet", async () => {
    await s3.put("d/quiet");
    const Delete = { Objects: [{ Key: "d/quiet" }], Quiet: true };
    const result = await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(result.Deleted).toBeUndefined();
  });

  test("reports what it refuses one by one", async () => {
    await s3.put("d/kept");
    const Objects = [
      { Key: "d/kept", ETag: '"00000000000000000000000000000000"' },
      { Key: "d/kept", VersionId: "1" },
    ];
    const result = await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(result.Errors?.map(({ Code }) => Code)).toEqual([
      "PreconditionFailed",
      "NotImplemented",
    ]);
    expect(await s3.read("d/kept")).toBe("content");
  });

  test("takes at most 1,000 keys", async () => {
    const Objects = Array.from({ length: 1001 }, (_, index) => ({ Key: `d/${index}` }));
    const call = s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    await expectRefusal(call, 400, "MalformedXML");
  });
});
