/** Objects through the real AWS SDK with its default settings. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import { startDevS3, type TestServer } from "./start-dev-s3.ts";

const Bucket = "picket";
let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3();
});
afterAll(() => s3.stop());

describe("an object", () => {
  test("is put and read with everything that was said of it", async () => {
    const Key = "a folder/ü+& '()*~.txt";
    const { ETag, ChecksumCRC32 } = await s3.client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: "hello",
        ContentType: "text/plain",
        CacheControl: "public, max-age=31536000, immutable",
        ContentDisposition: 'inline; filename="a.txt"',
        ContentLanguage: "de",
        Metadata: { claim: "x", Other: "y" },
        Tagging: "kind=photo",
      }),
    );
    const object = await s3.client.send(
      new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }),
    );
    expect(await object.Body!.transformToString()).toBe("hello");
    expect(ETag).toBe(`"${createHash("md5").update("hello").digest("hex")}"`);
    expect(object).toMatchObject({
      ETag,
      ChecksumCRC32,
      ContentLength: 5,
      ContentType: "text/plain",
      CacheControl: "public, max-age=31536000, immutable",
      ContentDisposition: 'inline; filename="a.txt"',
      ContentLanguage: "de",
      Metadata: { claim: "x", other: "y" },
      TagCount: 1,
    });
    expect(object.LastModified!.getTime() % 1000).toBe(0);
  });

  test("may be a stream, sent in chunks with its checksum at the end", async () => {
    const pieces = [Buffer.alloc(70_000, 1), Buffer.alloc(90_000, 2), Buffer.alloc(3, 3)];
    const Body = Readable.from(pieces);
    await s3.client.send(
      new PutObjectCommand({ Bucket, Key: "stream", Body, ContentLength: 160_003 }),
    );
    const head = await s3.client.send(
      new HeadObjectCommand({ Bucket, Key: "stream", ChecksumMode: "ENABLED" }),
    );
    expect(head.ETag).toBe(`"${createHash("md5").update(Buffer.concat(pieces)).digest("hex")}"`);
    expect(head.ChecksumCRC32).toBeDefined();
    expect(head.ContentEncoding).toBeUndefined();
  });

  test.each(["CRC32", "CRC32C", "SHA1", "SHA256"] as const)(
    "is stored with a checksum of %s that the SDK computed",
    async (ChecksumAlgorithm) => {
      const Key = `checked-${ChecksumAlgorithm}`;
      const Body = Readable.from([Buffer.from("streamed")]);
      const sent = await s3.client.send(
        new PutObjectCommand({ Bucket, Key, Body, ContentLength: 8, ChecksumAlgorithm }),
      );
      const head = await s3.client.send(
        new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }),
      );
      expect(head[`Checksum${ChecksumAlgorithm}`]).toBe(sent[`Checksum${ChecksumAlgorithm}`]);
      const silent = await s3.client.send(new HeadObjectCommand({ Bucket, Key }));
      expect(silent[`Checksum${ChecksumAlgorithm}`]).toBeUndefined();
    },
  );

  test("that does not match its stated checksum is refused and not stored", async () => {
    const ChecksumSHA256 = createHash("sha256").update("other").digest("base64");
    const call = s3.client.send(
      new PutObjectCommand({ Bucket, Key: "wrong", Body: "this", ChecksumSHA256 }),
    );
    await expectRefusal(call, 400, "BadDigest");
    await expectRefusal(s3.read("wrong"), 404, "NoSuchKey");
  });

  test("that does not match its Content-MD5 is refused", async () => {
    const ContentMD5 = createHash("md5").update("other").digest("base64");
    const call = s3.client.send(
      new PutObjectCommand({ Bucket, Key: "wrong", Body: "this", ContentMD5 }),
    );
    await expectRefusal(call, 400, "BadDigest");
  });

  test("may be empty", async () => {
    await s3.put("empty", "");
    expect(await s3.read("empty")).toBe("");
  });

  test("is gone after a delete, and a second delete is no error", async () => {
    await s3.put("short-lived");
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "short-lived" }));
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "short-lived" }));
    await expectRefusal(s3.read("short-lived"), 404, "NoSuchKey");
  });

  test("of a bucket that does not exist is refused", async () => {
    const call = s3.client.send(new GetObjectCommand({ Bucket: "nowhere", Key: "a" }));
    await expectRefusal(call, 404, "NoSuchBucket");
  });

  test.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=-99", "0123456789", "bytes 0-9/10"],
    ["bytes=5-99", "56789", "bytes 5-9/10"],
  ])("answers the range %s", async (Range, text, ContentRange) => {
    await s3.put("ranged", "0123456789");
    const part = await s3.client.send(new GetObjectCommand({ Bucket, Key: "ranged", Range }));
    expect(part.$metadata.httpStatusCode).toBe(206);
    expect(part.ContentRange).toBe(ContentRange);
    expect(await part.Body!.transformToString()).toBe(text);
  });

  test.each(["bytes=10-", "bytes=99-100", "bytes=-0"])("refuses the range %s", async (Range) => {
    await s3.put("ranged", "0123456789");
    const call = s3.client.send(new GetObjectCommand({ Bucket, Key: "ranged", Range }));
    await expectRefusal(call, 416, "InvalidRange");
  });

  test.each(["bytes=0-1,3-4", "bytes=3-1", "lines=1-2", "bytes=-"])(
    "ignores %s, which is no single range of bytes",
    async (Range) => {
      await s3.put("ranged", "0123456789");
      const whole = await s3.client.send(new GetObjectCommand({ Bucket, Key: "ranged", Range }));
      expect(whole.$metadata.httpStatusCode).toBe(200);
      expect(await whole.Body!.transformToString()).toBe("0123456789");
    },
  );

  test.each(["__proto__", "constructor"])("may have metadata named %s", async (name) => {
    const Metadata = Object.fromEntries([[name, "kept"]]);
    await s3.client.send(new PutObjectCommand({ Bucket, Key: "odd", Body: "x", Metadata }));
    const url = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket, Key: "odd" }));
    expect((await fetch(url)).headers.get(`x-amz-meta-${name}`)).toBe("kept");
  });

  test("answers no range of what has changed since If-Range", async () => {
    const { ETag } = await s3.put("resumed", "0123456789");
    const url = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket, Key: "resumed" }));
    const resume = async () => {
      const answer = await fetch(url, { headers: { range: "bytes=5-", "if-range": ETag! } });
      return { status: answer.status, text: await answer.text() };
    };
    expect(await resume()).toEqual({ status: 206, text: "56789" });
    await s3.put("resumed", "changed");
    expect(await resume()).toEqual({ status: 200, text: "changed" });
  });

  test("keeps its tags through put, read and delete", async () => {
    await s3.put("tagged");
    const target = { Bucket, Key: "tagged" };
    const TagSet = [{ Key: "kind", Value: "a & b" }];
    await expectRefusal(
      s3.client.send(new PutObjectTaggingCommand({ ...target, Tagging: { TagSet } })),
      400,
      "InvalidTag",
    );
    TagSet[0]!.Value = "a + b";
    await s3.client.send(new PutObjectTaggingCommand({ ...target, Tagging: { TagSet } }));
    expect((await s3.client.send(new GetObjectTaggingCommand(target))).TagSet).toEqual(TagSet);
    await s3.client.send(new DeleteObjectTaggingCommand(target));
    expect((await s3.client.send(new GetObjectTaggingCommand(target))).TagSet).toEqual([]);
    expect(await s3.read("tagged")).toBe("content");
  });
});
