/** Multipart uploads are not there yet: each of their calls says so and changes nothing. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import { draftRequest, sendRequest, signRequest } from "./sign-request.ts";
import { startDevS3, type TestServer, xmlText } from "./start-dev-s3.ts";

const Bucket = "picket";
const target = { Bucket, Key: "a" };
const part = { ...target, UploadId: "upload-1", PartNumber: 1 };
let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3();
});
afterAll(() => s3.stop());
beforeEach(async () => {
  await s3.put("a", "as it was");
  await s3.put("source", "something else");
});
afterEach(expectUnchanged);

async function expectUnchanged(): Promise<void> {
  expect(await s3.read("a")).toBe("as it was");
}

describe("multipart upload", () => {
  test.each([
    ["CreateMultipartUpload", () => s3.client.send(new CreateMultipartUploadCommand(target))],
    ["UploadPart", () => s3.client.send(new UploadPartCommand({ ...part, Body: "new" }))],
    [
      "UploadPartCopy",
      () => s3.client.send(new UploadPartCopyCommand({ ...part, CopySource: `${Bucket}/source` })),
    ],
    ["ListParts", () => s3.client.send(new ListPartsCommand(part))],
    ["ListMultipartUploads", () => s3.client.send(new ListMultipartUploadsCommand({ Bucket }))],
    [
      "CompleteMultipartUpload",
      () =>
        s3.client.send(
          new CompleteMultipartUploadCommand({
            ...part,
            MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"abc"' }] },
          }),
        ),
    ],
    ["AbortMultipartUpload", () => s3.client.send(new AbortMultipartUploadCommand(part))],
  ])("answers 501 to %s", async (_name, call) => {
    await expectRefusal(call(), 501, "NotImplemented");
  });

  // By hand: the SDK always sends both. One of them alone must not make it a plain call on the object.
  test.each([
    ["PUT", "partNumber=1"],
    ["PUT", "uploadId=upload-1"],
    ["PUT", "uploadId="],
    ["DELETE", "uploadId=upload-1"],
    ["DELETE", "uploadId="],
    ["GET", "partNumber=1"],
    ["POST", "uploads="],
    ["POST", "uploadId=upload-1"],
  ])("answers 501 to %s of an object with ?%s", async (method, query) => {
    const draft = draftRequest(s3, method, `/${Bucket}/a`);
    draft.query = query;
    signRequest(s3, draft);
    const answer = await sendRequest(s3, draft);
    expect({ status: answer.status, code: xmlText(answer.text, "Code") }).toEqual({
      status: 501,
      code: "NotImplemented",
    });
  });
});
