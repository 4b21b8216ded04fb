/** Buckets, their CORS rules and their policy through the real AWS SDK. */
import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketPolicyCommand,
  GetBucketCorsCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
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

function put(Key: string, Body = "content") {
  return s3.client.send(new PutObjectCommand({ Bucket, Key, Body }));
}

describe("a bucket", () => {
  test("is created, found and listed", async () => {
    await s3.client.send(new CreateBucketCommand({ Bucket: "created-here" }));
    const head = await s3.client.send(new HeadBucketCommand({ Bucket: "created-here" }));
    expect(head.BucketRegion).toBe("us-east-1");
    const { Buckets = [] } = await s3.client.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toContain("created-here");
    const { LocationConstraint } = await s3.client.send(new GetBucketLocationCommand({ Bucket }));
    expect(LocationConstraint ?? "").toBe("");
  });

  test("created twice is no error in us-east-1, as on S3", async () => {
    const again = await s3.client.send(new CreateBucketCommand({ Bucket }));
    expect(again.$metadata.httpStatusCode).toBe(200);
  });

  test.each(["Upper", "a..b", "ab", "192.168.0.1", "-dash", "under_score"])(
    "may not be named %s",
    async (name) => {
      await expectRefusal(
        s3.client.send(new CreateBucketCommand({ Bucket: name })),
        400,
        "InvalidBucketName",
      );
    },
  );

  test("that does not exist has no head", async () => {
    const call = s3.client.send(new HeadBucketCommand({ Bucket: "nowhere" }));
    await expectRefusal(call, 404, "NotFound");
  });

  test("keeps CORS rules as they were put", async () => {
    const CORSRules = [
      {
        ID: "shop",
        AllowedMethods: ["POST", "GET"],
        AllowedOrigins: ["https://*.shop.example"],
        AllowedHeaders: ["content-type"],
        ExposeHeaders: ["ETag"],
        MaxAgeSeconds: 60,
      },
    ];
    await expectRefusal(
      s3.client.send(new GetBucketCorsCommand({ Bucket })),
      404,
      "NoSuchCORSConfiguration",
    );
    await s3.client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    const got = await s3.client.send(new GetBucketCorsCommand({ Bucket }));
    expect(got.CORSRules).toEqual(CORSRules);
    await s3.client.send(new DeleteBucketCorsCommand({ Bucket }));
    await expectRefusal(
      s3.client.send(new GetBucketCorsCommand({ Bucket })),
      404,
      "NoSuchCORSConfiguration",
    );
  });

  test("becomes readable under a prefix by policy, and only there", async () => {
    await put("public/a", "for all");
    await put("private/a", "for one");
    const statement = {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${Bucket}/public/*`,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const status = async (path: string, method = "GET") =>
      (await fetch(`${s3.endpoint}/${Bucket}/${path}`, { method })).status;

    expect(await status("public/a")).toBe(403);
    await s3.client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect((await s3.client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    expect(await status("public/a")).toBe(200);
    expect(await status("public/a", "HEAD")).toBe(200);
    expect(await status("public/a?v=junk")).toBe(200);
    expect(await status("private/a")).toBe(403);
    expect(await status("public/missing")).toBe(403);
    expect(await status("public/a", "PUT")).toBe(403);
    expect(await status("public/a", "DELETE")).toBe(403);
    expect(await status("public/a?tagging")).toBe(403);
    expect(await status("public/a?versionId=1")).toBe(501);
    expect(await status("public/a?response-content-type=text/html")).toBe(400);
    expect(await status("?list-type=2&prefix=public/")).toBe(403);
    await s3.client.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(await status("public/a")).toBe(403);
    await expectRefusal(
      s3.client.send(new GetBucketPolicyCommand({ Bucket })),
      404,
      "NoSuchBucketPolicy",
    );
  });
});
