/** Presigned URLs, made by the SDK's own presigner and then bent. */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { expectRefusal as expectRefusedCall } from "./expect-refusal.ts";
import { openSocket } from "./raw-http.ts";
import { clientOf, startDevS3, type TestServer, xmlText } from "./start-dev-s3.ts";

const Bucket = "picket";
let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3();
  await s3.client.send(
    new PutObjectCommand({ Bucket, Key: "a", Body: "content", ContentType: "image/png" }),
  );
});
afterAll(() => s3.stop());
afterEach(() => s3.setClockOffset(0));

function signGet(options: { expiresIn?: number; signingDate?: Date } = {}): Promise<string> {
  return getSignedUrl(s3.client, new GetObjectCommand({ Bucket, Key: "a" }), options);
}

/** The URL with one parameter replaced, or removed. */
function withParameter(address: string, name: string, value: string | undefined): string {
  const url = new URL(address);
  if (value === undefined) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.href;
}

async function expectRefusal(
  answer: Promise<Response>,
  status: number,
  code: string,
): Promise<string> {
  const response = await answer;
  const text = await response.text();
  expect({ status: response.status, code: xmlText(text, "Code") }).toEqual({ status, code });
  return text;
}

describe("a presigned GET", () => {
  test("reads the object, and lets the signer override headers", async () => {
    const command = new GetObjectCommand({
      Bucket,
      Key: "a",
      ResponseContentType: "text/plain",
      ResponseContentDisposition: 'attachment; filename="photo.png"',
      ResponseCacheControl: "no-store",
    });
    const answer = await fetch(await getSignedUrl(s3.client, command));
    expect(await answer.text()).toBe("content");
    expect(answer.headers.get("content-type")).toBe("text/plain");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="photo.png"');
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("lives as long as it says and no longer", async () => {
    const url = await signGet({ expiresIn: 60 });
    s3.setClockOffset(58_000);
    expect((await fetch(url)).status).toBe(200);
    s3.setClockOffset(62_000);
    const text = await expectRefusal(fetch(url), 403, "AccessDenied");
    expect(xmlText(text, "Message")).toBe("Request has expired");
  });

  test("from the future is refused", async () => {
    const url = await signGet({ signingDate: new Date(Date.now() + 16 * 60_000) });
    await expectRefusal(fetch(url), 403, "AccessDenied");
  });

  test.each([
    ["X-Amz-Signature", "0".repeat(64), 403, "SignatureDoesNotMatch"],
    ["X-Amz-Expires", "604800", 403, "SignatureDoesNotMatch"],
    ["X-Amz-Expires", "604801", 400, "AuthorizationQueryParametersError"],
    ["X-Amz-Expires", "-1", 400, "AuthorizationQueryParametersError"],
    ["X-Amz-Expires", "soon", 400, "AuthorizationQueryParametersError"],
    ["X-Amz-Date", "yesterday", 400, "AuthorizationQueryParametersError"],
    ["X-Amz-Date", "20200101T000000Z", 400, "AuthorizationQueryParametersError"],
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA1", 400, "AuthorizationQueryParametersError"],
    ["X-Amz-Credential", "nonsense", 400, "AuthorizationQueryParametersError"],
    ["X-Amz-SignedHeaders", "range", 403, "AccessDenied"],
    ["X-Amz-Security-Token", "token", 400, "InvalidToken"],
    ["response-content-type", "text/html", 403, "SignatureDoesNotMatch"],
  ])("with %s=%s is refused", async (name, value, status, code) => {
    await expectRefusal(fetch(withParameter(await signGet(), name, value)), status, code);
  });

  test.each([
    "X-Amz-Signature",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
  ])("without %s is refused", async (name) => {
    const url = withParameter(await signGet(), name, undefined);
    await expectRefusal(fetch(url), 400, "AuthorizationQueryParametersError");
  });

  test("with a parameter twice is refused", async () => {
    const url = `${await signGet()}&X-Amz-Expires=60`;
    await expectRefusal(fetch(url), 400, "AuthorizationQueryParametersError");
  });

  test("of another region is refused, and told the right one", async () => {
    const client = clientOf({ ...s3, region: "eu-central-1" });
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "a" }));
    const answer = fetch(url);
    const text = await expectRefusal(answer, 400, "AuthorizationQueryParametersError");
    expect(xmlText(text, "Region")).toBe("us-east-1");
  });

  test("of an unknown key is refused", async () => {
    const credentials = { accessKeyId: "NOBODY", secretAccessKey: "secret" };
    const client = clientOf({ ...s3, credentials });
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "a" }));
    await expectRefusal(fetch(url), 403, "InvalidAccessKeyId");
  });

  test("does not allow another method, key or an extra x-amz-header", async () => {
    const url = await signGet();
    await expectRefusal(fetch(url, { method: "DELETE" }), 403, "SignatureDoesNotMatch");
    await expectRefusal(fetch(url.replace("/a?", "/b?")), 403, "SignatureDoesNotMatch");
    const headers = { "x-amz-checksum-mode": "ENABLED" };
    await expectRefusal(fetch(url, { headers }), 403, "AccessDenied");
  });

  test("in the manner of version 2 is refused", async () => {
    const url = `${s3.endpoint}/${Bucket}/a?AWSAccessKeyId=a&Signature=b&Expires=9999999999`;
    await expectRefusal(fetch(url), 400, "InvalidRequest");
  });
});

describe("a presigned PUT", () => {
  test("stores the body with the metadata that was signed", async () => {
    const command = new PutObjectCommand({ Bucket, Key: "put", Metadata: { claim: "c" } });
    const url = await getSignedUrl(s3.client, command);
    const answer = await fetch(url, {
      method: "PUT",
      body: "sent",
      headers: { "content-type": "image/webp" },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("etag")).toBe(`"${createHash("md5").update("sent").digest("hex")}"`);
    const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: "put" }));
    expect(head).toMatchObject({ ContentType: "image/webp", Metadata: { claim: "c" } });
  });

  test("with signed type and length refuses every other", async () => {
    const command = new PutObjectCommand({
      Bucket,
      Key: "exact",
      ContentType: "image/png",
      ContentLength: 4,
    });
    const signableHeaders = new Set(["content-type", "content-length", "host"]);
    const url = await getSignedUrl(s3.client, command, { signableHeaders });
    const put = (body: string, type: string) =>
      fetch(url, { method: "PUT", body, headers: { "content-type": type } });
    await expectRefusal(put("sent", "text/html"), 403, "SignatureDoesNotMatch");
    await expectRefusal(put("longer", "image/png"), 403, "SignatureDoesNotMatch");
    expect((await put("sent", "image/png")).status).toBe(200);
  });

  test("with a checksum as signed header admits one content", async () => {
    const ChecksumSHA256 = createHash("sha256").update("sent").digest("base64");
    const command = new PutObjectCommand({ Bucket, Key: "pinned", ChecksumSHA256 });
    const name = "x-amz-checksum-sha256";
    const url = await getSignedUrl(s3.client, command, {
      unhoistableHeaders: new Set([name, "x-amz-sdk-checksum-algorithm"]),
    });
    const names = new URL(url).searchParams.get("X-Amz-SignedHeaders")!.split(";");
    expect(names).toContain(name);
    const headers: Record<string, string> = { [name]: ChecksumSHA256 };
    if (names.includes("x-amz-sdk-checksum-algorithm")) {
      headers["x-amz-sdk-checksum-algorithm"] = "SHA256";
    }
    await expectRefusal(fetch(url, { method: "PUT", body: "evil", headers }), 400, "BadDigest");
    expect((await fetch(url, { method: "PUT", body: "sent", headers })).status).toBe(200);
  });

  test("with the SDK's checksum of an empty body in its query is stored, as on S3", async () => {
    const url = await getSignedUrl(s3.client, new PutObjectCommand({ Bucket, Key: "hoisted" }));
    expect(url).toContain("x-amz-checksum-crc32=AAAAAA");
    expect((await fetch(url, { method: "PUT", body: "not empty" })).status).toBe(200);
  });

  test("of a copy is refused rather than taken for an empty object", async () => {
    const CopySource = `${Bucket}/a`;
    const command = new CopyObjectCommand({ Bucket, Key: "copied", CopySource });
    const url = await getSignedUrl(s3.client, command);
    await expectRefusal(fetch(url, { method: "PUT" }), 501, "NotImplemented");
  });

  test("does not allow to read", async () => {
    const url = await getSignedUrl(s3.client, new PutObjectCommand({ Bucket, Key: "put" }));
    await expectRefusal(fetch(url), 403, "SignatureDoesNotMatch");
  });

  test("that is abandoned halfway leaves nothing", async () => {
    const url = await getSignedUrl(s3.client, new PutObjectCommand({ Bucket, Key: "cut" }));
    const { host, pathname, search } = new URL(url);
    const socket = openSocket(s3);
    socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n`);
    socket.write(`Content-Length: 200000\r\n\r\n${"x".repeat(100_000)}`);
    const incoming = join(s3.dir, "incoming");
    await vi.waitFor(async () => expect(await readdir(incoming)).toHaveLength(1));
    socket.destroy();
    await vi.waitFor(async () => expect(await readdir(incoming)).toEqual([]));
    const head = s3.client.send(new HeadObjectCommand({ Bucket, Key: "cut" }));
    await expectRefusedCall(head, 404, "NotFound");
  });
});

describe("a presigned DELETE", () => {
  test("removes its key", async () => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key: "gone", Body: "x" }));
    const url = await getSignedUrl(s3.client, new DeleteObjectCommand({ Bucket, Key: "gone" }));
    expect((await fetch(url, { method: "DELETE" })).status).toBe(204);
    const head = s3.client.send(new HeadObjectCommand({ Bucket, Key: "gone" }));
    await expectRefusedCall(head, 404, "NotFound");
  });
});
