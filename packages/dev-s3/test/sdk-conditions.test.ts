/** Conditional reads, writes and deletes through the real AWS SDK. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
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

describe("a condition", () => {
  test("IfNoneMatch * creates once and then refuses", async () => {
    const create = () =>
      s3.client.send(
        new PutObjectCommand({ Bucket, Key: "once", Body: "first", IfNoneMatch: "*" }),
      );
    await create();
    await expectRefusal(create(), 412, "PreconditionFailed");
  });

  test("IfNoneMatch * lets exactly one of twenty writers win", async () => {
    const writers = Array.from({ length: 20 }, (_, index) =>
      s3.client.send(
        new PutObjectCommand({ Bucket, Key: "race", Body: `writer ${index}`, IfNoneMatch: "*" }),
      ),
    );
    const outcomes = await Promise.allSettled(writers);
    const winner = outcomes.findIndex(({ status }) => status === "fulfilled");
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await s3.read("race")).toBe(`writer ${winner}`);
  });

  test("IfMatch on a put replaces only what is known", async () => {
    const { ETag } = await s3.put("known", "v1");
    const replace = (IfMatch: string) =>
      s3.client.send(new PutObjectCommand({ Bucket, Key: "known", Body: "v2", IfMatch }));
    await expectRefusal(replace('"00000000000000000000000000000000"'), 412, "PreconditionFailed");
    await replace(ETag!);
    expect(await s3.read("known")).toBe("v2");
    await expectRefusal(
      s3.client.send(new PutObjectCommand({ Bucket, Key: "unknown", Body: "v2", IfMatch: ETag! })),
      404,
      "NoSuchKey",
    );
  });

  test("IfMatch on a get holds to the bytes that were checked", async () => {
    const { ETag } = await s3.put("pinned", "v1");
    const get = () =>
      s3.client.send(new GetObjectCommand({ Bucket, Key: "pinned", IfMatch: ETag! }));
    expect(await (await get()).Body!.transformToString()).toBe("v1");
    await s3.put("pinned", "v2");
    await expectRefusal(get(), 412, "PreconditionFailed");
  });

  test("IfNoneMatch and IfModifiedSince on a get answer 304", async () => {
    const { ETag } = await s3.put("cached");
    const target = { Bucket, Key: "cached" };
    const [same, later] = [{ IfNoneMatch: ETag! }, { IfModifiedSince: new Date() }];
    await expectRefusal(
      s3.client.send(new HeadObjectCommand({ ...target, ...same })),
      304,
      "Unknown",
    );
    await expectRefusal(
      s3.client.send(new HeadObjectCommand({ ...target, ...later })),
      304,
      "Unknown",
    );
  });

  test("IfUnmodifiedSince on a get refuses what is newer", async () => {
    await s3.put("newer");
    const IfUnmodifiedSince = new Date(Date.now() - 60_000);
    const call = s3.client.send(new GetObjectCommand({ Bucket, Key: "newer", IfUnmodifiedSince }));
    await expectRefusal(call, 412, "PreconditionFailed");
  });

  test("IfMatch on a delete spares what has changed", async () => {
    const { ETag } = await s3.put("deletable", "v1");
    await s3.put("deletable", "v2");
    const remove = (IfMatch: string) =>
      s3.client.send(new DeleteObjectCommand({ Bucket, Key: "deletable", IfMatch }));
    await expectRefusal(remove(ETag!), 412, "PreconditionFailed");
    expect(await s3.read("deletable")).toBe("v2");
    await remove("*");
    await expectRefusal(remove("*"), 404, "NoSuchKey");
  });
});
