/** ListObjectsV2 through the real AWS SDK. */
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import { startDevS3, type TestServer } from "./start-dev-s3.ts";

let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3();
});
afterAll(() => s3.stop());

describe("ListObjectsV2", () => {
  const keys = ["a", "b/1", "b/2", "b/c/3", "d", "e/", "ü", "\uffee", "\u{1f600}"];

  beforeAll(async () => {
    await s3.client.send(new CreateBucketCommand({ Bucket: "listed" }));
    for (const Key of keys.toReversed()) {
      await s3.client.send(new PutObjectCommand({ Bucket: "listed", Key, Body: Key }));
    }
  });

  async function list(options: Partial<ListObjectsV2CommandInput> = {}) {
    const page = await s3.client.send(new ListObjectsV2Command({ Bucket: "listed", ...options }));
    return {
      keys: page.Contents?.map(({ Key }) => Key) ?? [],
      prefixes: page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
      page,
    };
  }

  test("orders keys by their UTF-8 bytes", async () => {
    expect((await list()).keys).toEqual(keys);
  });

  test("rolls up at the delimiter", async () => {
    const { keys: found, prefixes } = await list({ Delimiter: "/" });
    expect(found).toEqual(["a", "d", "ü", "\uffee", "\u{1f600}"]);
    expect(prefixes).toEqual(["b/", "e/"]);
    const below = await list({ Delimiter: "/", Prefix: "b/" });
    expect(below.keys).toEqual(["b/1", "b/2"]);
    expect(below.prefixes).toEqual(["b/c/"]);
  });

  test.each([1, 2, 3, 5, 1000])("gives the same in pages of %i", async (MaxKeys) => {
    const found: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const {
        keys: some,
        prefixes,
        page,
      } = await list({
        Delimiter: "/",
        MaxKeys,
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      });
      expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys);
      found.push(...some, ...prefixes);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found).toHaveLength(7);
    expect(new Set(found)).toEqual(new Set(["a", "b/", "d", "e/", "ü", "\uffee", "\u{1f600}"]));
  });

  test("starts after a key", async () => {
    expect((await list({ StartAfter: "b/2" })).keys).toEqual(keys.slice(3));
    expect((await list({ StartAfter: "b/2", Prefix: "b/" })).keys).toEqual(["b/c/3"]);
  });

  test("encodes keys on demand", async () => {
    const { page } = await list({ EncodingType: "url", Prefix: "ü" });
    expect(page.Contents?.[0]?.Key).toBe("%C3%BC");
  });

  test("answers nothing for MaxKeys 0", async () => {
    const { page } = await list({ MaxKeys: 0 });
    expect(page.KeyCount).toBe(0);
    expect(page.IsTruncated).toBe(false);
  });

  test("refuses a token that it did not make", async () => {
    await expectRefusal(list({ ContinuationToken: "???" }), 400, "InvalidArgument");
  });
});
