/** What this server has not answers 501, never a silent 200. */
import {
  DeleteBucketCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  ListObjectsCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, test } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import { startDevS3, type TestServer } from "./start-dev-s3.ts";

const Bucket = "picket";
let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3();
});
afterAll(() => s3.stop());

describe("what is not implemented", () => {
  const target = { Bucket, Key: "a" };

  test.each([
    ["ListObjects", () => s3.client.send(new ListObjectsCommand({ Bucket }))],
    ["ListObjectVersions", () => s3.client.send(new ListObjectVersionsCommand({ Bucket }))],
    ["GetBucketVersioning", () => s3.client.send(new GetBucketVersioningCommand({ Bucket }))],
    ["DeleteBucket", () => s3.client.send(new DeleteBucketCommand({ Bucket }))],
    ["GetObjectAcl", () => s3.client.send(new GetObjectAclCommand(target))],
    [
      "GetObjectAttributes",
      () =>
        s3.client.send(new GetObjectAttributesCommand({ ...target, ObjectAttributes: ["ETag"] })),
    ],
    [
      "PutBucketLifecycleConfiguration",
      () =>
        s3.client.send(
          new PutBucketLifecycleConfigurationCommand({
            Bucket,
            LifecycleConfiguration: { Rules: [{ Status: "Enabled", Expiration: { Days: 1 } }] },
          }),
        ),
    ],
    [
      "PutObject with KMS",
      () =>
        s3.client.send(
          new PutObjectCommand({ ...target, Body: "x", ServerSideEncryption: "aws:kms" }),
        ),
    ],
    [
      "PutObject into another storage class",
      () => s3.client.send(new PutObjectCommand({ ...target, Body: "x", StorageClass: "GLACIER" })),
    ],
    [
      "PutObject with a lock",
      () =>
        s3.client.send(
          new PutObjectCommand({ ...target, Body: "x", ObjectLockLegalHoldStatus: "ON" }),
        ),
    ],
    [
      "PutObject for an expected owner",
      () =>
        s3.client.send(
          new PutObjectCommand({ ...target, Body: "x", ExpectedBucketOwner: "123456789012" }),
        ),
    ],
    [
      "PutObject with IfNoneMatch of a tag",
      () => s3.client.send(new PutObjectCommand({ ...target, Body: "x", IfNoneMatch: '"abc"' })),
    ],
    [
      "GetObject of a version",
      () => s3.client.send(new GetObjectCommand({ ...target, VersionId: "1" })),
    ],
    [
      "GetObject of a part",
      () => s3.client.send(new GetObjectCommand({ ...target, PartNumber: 1 })),
    ],
    [
      "PutBucketPolicy with a condition",
      () => putPolicy({ Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    ],
    ["PutBucketPolicy with Deny", () => putPolicy({ Effect: "Deny" })],
    ["PutBucketPolicy for PutObject", () => putPolicy({ Action: ["s3:PutObject"] })],
    ["PutBucketPolicy for one account", () => putPolicy({ Principal: { AWS: "123456789012" } })],
    [
      "PutBucketPolicy for one key",
      () => putPolicy({ Resource: `arn:aws:s3:::${Bucket}/exactly-this` }),
    ],
  ])("answers 501 to %s", async (_name, call) => {
    await expectRefusal(call(), 501, "NotImplemented");
  });

  test("refuses an ACL, as on every bucket with ACLs disabled", async () => {
    const call = s3.client.send(new PutObjectCommand({ ...target, Body: "x", ACL: "public-read" }));
    await expectRefusal(call, 400, "AccessControlListNotSupported");
  });

  test("refuses a policy for another bucket", async () => {
    await expectRefusal(putPolicy({ Resource: "arn:aws:s3:::other/*" }), 400, "MalformedPolicy");
  });

  function putPolicy(change: Record<string, unknown>) {
    const statement = {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${Bucket}/*`,
      ...change,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    return s3.client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  }
});
