/** Bodies in chunks, as the SDKs stream them: signed or not, with or without trailer. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  draftRequest,
  type RequestDraft,
  sendRequest,
  signChunks,
  type Signing,
  signRequest,
} from "./sign-request.ts";
import { startDevS3, type TestServer, xmlText } from "./start-dev-s3.ts";

const chunks = [Buffer.alloc(65_536, "a"), Buffer.alloc(8192, "b"), Buffer.from("the rest")];
const whole = Buffer.concat(chunks);
const sha256 = createHash("sha256").update(whole).digest("base64");
let s3: TestServer;
let counter = 0;

beforeAll(async () => {
  s3 = await startDevS3();
});
afterAll(() => s3.stop());

type Variant = {
  payloadHash: string;
  trailer?: string;
  sizeBytes?: number;
  encode: (signing: Signing) => Buffer;
};

async function put({ payloadHash, trailer, sizeBytes = whole.length, encode }: Variant) {
  const path = `/picket/chunked-${++counter}`;
  const draft = draftRequest(s3, "PUT", path);
  draft.payloadHash = payloadHash;
  draft.headers = {
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": String(sizeBytes),
    ...(trailer === undefined ? {} : { "x-amz-trailer": trailer }),
  };
  draft.unsignedHeaders = ["content-length"];
  const signing = signRequest(s3, draft);
  draft.body = encode(signing);
  draft.headers["content-length"] = String(draft.body.length);
  return { answer: await sendRequest(s3, draft), stored: await get(path) };
}

async function get(path: string) {
  const draft: RequestDraft = draftRequest(s3, "GET", path);
  draft.headers = { "x-amz-checksum-mode": "ENABLED" };
  signRequest(s3, draft);
  return sendRequest(s3, draft);
}

async function expectRefusal(variant: Variant, status: number, code: string): Promise<void> {
  const { answer, stored } = await put(variant);
  expect({ status: answer.status, code: xmlText(answer.text, "Code") }).toEqual({ status, code });
  expect(stored.status).toBe(404);
}

/** The unsigned encoding, with whatever comes after the last chunk. */
function unsigned(parts: readonly Buffer[], end: string): Buffer {
  const encoded = parts.map((part) =>
    Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]),
  );
  return Buffer.concat([...encoded, Buffer.from(end)]);
}

const signedPayload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
const signedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
const unsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
const name = "x-amz-checksum-sha256";

describe("a body in signed chunks", () => {
  test("is stored as what it encodes", async () => {
    const encode = (signing: Signing) => signChunks(chunks, signing);
    const { answer, stored } = await put({ payloadHash: signedPayload, encode });
    expect(answer.status).toBe(200);
    expect(stored.text).toBe(whole.toString());
    expect(stored.headers["content-encoding"]).toBeUndefined();
  });

  test("with a signed trailer is stored with its checksum", async () => {
    const encode = (signing: Signing) => signChunks(chunks, signing, { [name]: sha256 });
    const { stored } = await put({ payloadHash: signedTrailer, trailer: name, encode });
    expect(stored.text).toBe(whole.toString());
    expect(stored.headers[name]).toBe(sha256);
  });

  test("with one byte changed is refused", async () => {
    const encode = (signing: Signing) => {
      const body = signChunks(chunks, signing);
      body[1000]! ^= 1;
      return body;
    };
    await expectRefusal({ payloadHash: signedPayload, encode }, 403, "SignatureDoesNotMatch");
  });

  test("in another order is refused", async () => {
    const [first, second] = [Buffer.alloc(8192, "1"), Buffer.alloc(8192, "2")];
    const encode = (signing: Signing) => {
      const right = signChunks([first, second], signing);
      const size = (right.length - signChunks([], signing).length) / 2;
      return Buffer.concat([
        right.subarray(size, 2 * size),
        right.subarray(0, size),
        right.subarray(2 * size),
      ]);
    };
    const variant = { payloadHash: signedPayload, sizeBytes: 16_384, encode };
    await expectRefusal(variant, 403, "SignatureDoesNotMatch");
  });

  test("without its signatures is refused", async () => {
    const encode = () => unsigned(chunks, "0\r\n\r\n");
    await expectRefusal({ payloadHash: signedPayload, encode }, 400, "IncompleteBody");
  });

  test("whose trailer was changed is refused", async () => {
    const other = createHash("sha256").update("other").digest("base64");
    const encode = (signing: Signing) => {
      const text = signChunks(chunks, signing, { [name]: other }).toString("latin1");
      return Buffer.from(text.replace(other, sha256), "latin1");
    };
    const variant = { payloadHash: signedTrailer, trailer: name, encode };
    await expectRefusal(variant, 403, "SignatureDoesNotMatch");
  });

  test("whose trailer is not signed is refused", async () => {
    const encode = (signing: Signing) => {
      const text = signChunks(chunks, signing, { [name]: sha256 }).toString("latin1");
      return Buffer.from(text.replace(/x-amz-trailer-signature:.*\r\n/, ""), "latin1");
    };
    const variant = { payloadHash: signedTrailer, trailer: name, encode };
    await expectRefusal(variant, 400, "MalformedTrailerError");
  });
});

describe("a body in unsigned chunks", () => {
  const variant = { payloadHash: unsignedTrailer, trailer: name };

  test("is stored when its trailer fits", async () => {
    const encode = () => unsigned(chunks, `0\r\n${name}:${sha256}\r\n\r\n`);
    const { stored } = await put({ ...variant, encode });
    expect(stored.text).toBe(whole.toString());
    expect(stored.headers[name]).toBe(sha256);
  });

  test.each([
    ["does not match", `0\r\n${name}:${sha256.replace(/^./, "A")}\r\n\r\n`, "BadDigest"],
    ["is missing", "0\r\n\r\n", "MalformedTrailerError"],
    ["is another one", `0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`, "MalformedTrailerError"],
    ["comes twice", `0\r\n${name}:${sha256}\r\n${name}:${sha256}\r\n\r\n`, "MalformedTrailerError"],
    ["is no trailer", "0\r\nnonsense\r\n\r\n", "MalformedTrailerError"],
    ["is followed by more", `0\r\n${name}:${sha256}\r\n\r\nmore`, "IncompleteBody"],
    ["is cut off", `0\r\n${name}:${sha256}`, "IncompleteBody"],
    ["never comes", "", "IncompleteBody"],
  ])("is refused when its trailer %s", async (_what, end, code) => {
    await expectRefusal({ ...variant, encode: () => unsigned(chunks, end) }, 400, code);
  });

  test.each([
    ["no number", "zz\r\n"],
    ["a negative number", "-5\r\n"],
    ["more than was announced", "fffffff\r\n"],
    ["a number without end", "0".repeat(10_000)],
    ["a number that no chunk can have", "ffffffffffffffffffff\r\n"],
  ])("is refused when the size of a chunk is %s", async (_what, text) => {
    await expectRefusal({ ...variant, encode: () => Buffer.from(text) }, 400, "IncompleteBody");
  });

  test.each([-1, 1])("is refused when its length is off by %i", async (difference) => {
    const encode = () => unsigned(chunks, `0\r\n${name}:${sha256}\r\n\r\n`);
    const sizeBytes = whole.length + difference;
    await expectRefusal({ ...variant, sizeBytes, encode }, 400, "IncompleteBody");
  });

  test("is refused when a chunk that is not the last is too small", async () => {
    const parts = [Buffer.from("small"), Buffer.from("last")];
    const digest = createHash("sha256").update("smalllast").digest("base64");
    const encode = () => unsigned(parts, `0\r\n${name}:${digest}\r\n\r\n`);
    await expectRefusal({ ...variant, sizeBytes: 9, encode }, 403, "InvalidChunkSizeError");
  });
});
