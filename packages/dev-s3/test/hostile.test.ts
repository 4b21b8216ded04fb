/** What no client should send: malformed, aborted, huge. Nothing may be stored, nothing may break. */
import { randomInt } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { boundary, fileHead, formType, multipart, part } from "./multipart.ts";
import { draftForm, signForm } from "./post-form.ts";
import { openSocket, rawPost, sendRaw } from "./raw-http.ts";
import { startDevS3, type TestServer, xmlText } from "./start-dev-s3.ts";

const Bucket = "picket";
let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3();
  await s3.client.send(
    new PutObjectCommand({ Bucket, Key: draftForm(s3, Bucket).key, Body: "old" }),
  );
});
afterAll(() => s3.stop());

afterEach(() => expectNothingNew());

/** The server lives, only the old object is there, and no half-written file stays behind. */
async function expectNothingNew(): Promise<void> {
  const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents.map(({ Size }) => Size)).toEqual([3]);
  await vi.waitFor(async () => expect(await readdir(join(s3.dir, "incoming"))).toEqual([]));
}

function post(body: string, contentType = formType) {
  return sendRaw(s3, rawPost(`/${Bucket}`, contentType, body));
}

describe("a malformed form", () => {
  const malformed = { status: 400, code: "MalformedPOSTRequest" };

  async function expectAnswer(
    answer: Promise<{ status: number; text: string }>,
    expected: { status: number; code: string },
  ): Promise<void> {
    const { status, text } = await answer;
    expect({ status, code: xmlText(text, "Code") }).toEqual(expected);
    expect(text).toMatch(/x-amz-request-id: [0-9A-F]{16}/);
  }

  test("that lacks its last boundary is refused and not stored", async () => {
    const form = signForm(draftForm(s3, Bucket));
    await expectAnswer(post(multipart(form, "")), malformed);
  });

  test("whose last boundary is only the next one is refused and not stored", async () => {
    const form = signForm(draftForm(s3, Bucket));
    await expectAnswer(post(multipart(form, `\r\n--${boundary}\r\n`)), malformed);
  });

  test("that ends inside a field is refused", async () => {
    await expectAnswer(post(part("key", "x").slice(0, -4)), malformed);
  });

  test("that ends inside the headers of a part is refused", async () => {
    await expectAnswer(post(`--${boundary}\r\nContent-Disposition: form-da`), malformed);
  });

  test.each([
    "multipart/form-data",
    "multipart/form-data; boundary=",
    'multipart/form-data; boundary=""',
  ])("of type %j has no boundary and is refused", async (type) => {
    const form = signForm(draftForm(s3, Bucket));
    await expectAnswer(post(multipart(form), type), malformed);
  });

  test("with another boundary than announced is refused", async () => {
    const form = signForm(draftForm(s3, Bucket));
    const type = "multipart/form-data; boundary=another";
    await expectAnswer(post(multipart(form), type), malformed);
  });

  test("that is empty is refused", async () => {
    await expectAnswer(post(""), malformed);
  });

  test("that has no parts is refused", async () => {
    await expectAnswer(post(`--${boundary}--\r\n`), { status: 400, code: "InvalidArgument" });
  });

  test("with a part that has no name is refused", async () => {
    const form = signForm(draftForm(s3, Bucket));
    const nameless = `--${boundary}\r\nContent-Disposition: form-data\r\n\r\nx\r\n`;
    await expectAnswer(post(nameless + multipart(form)), malformed);
  });

  test("without file is refused", async () => {
    const form = signForm(draftForm(s3, Bucket));
    const fields = form.fields.map(([name, value]) => part(name, value)).join("");
    await expectAnswer(post(`${fields}--${boundary}--\r\n`), {
      status: 400,
      code: "InvalidArgument",
    });
  });

  test("with a second file is refused", async () => {
    const form = signForm(draftForm(s3, Bucket));
    const second = `\r\n${fileHead()}more\r\n--${boundary}--\r\n`;
    await expectAnswer(post(multipart(form, second)), { status: 400, code: "InvalidArgument" });
  });

  test("with its policy after the file is anonymous, and refused", async () => {
    const form = signForm(draftForm(s3, Bucket));
    const [key, ...others] = form.fields;
    const late = others.map(([name, value]) => part(name, value)).join("");
    const body = `${part(...key!)}${fileHead()}${form.body.toString()}\r\n${late}--${boundary}--\r\n`;
    await expectAnswer(post(body), { status: 403, code: "AccessDenied" });
  });

  test("with megabytes of part headers is refused", async () => {
    const header = `--${boundary}\r\n${"X-Junk: aaaaaaaaaaaaaaaaaaaa\r\n".repeat(100_000)}`;
    await expectAnswer(post(header), {
      status: 400,
      code: "MaxPostPreDataLengthExceededError",
    });
  });

  test("that is not multipart answers what S3 answers", async () => {
    await expectAnswer(post("a=b", "application/x-www-form-urlencoded"), {
      status: 412,
      code: "PreconditionFailed",
    });
  });

  test("to a key instead of a bucket is refused", async () => {
    const form = signForm(draftForm(s3, Bucket));
    const bytes = rawPost(`/${Bucket}/key`, formType, multipart(form));
    await expectAnswer(sendRaw(s3, bytes), { status: 403, code: "AccessDenied" });
  });

  test("without a length is refused", async () => {
    const head = `POST /${Bucket} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${formType}\r\n`;
    await expectAnswer(sendRaw(s3, `${head}\r\n`), { status: 411, code: "MissingContentLength" });
  });

  test("in chunks of unknown number is refused", async () => {
    const head = `POST /${Bucket} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${formType}\r\n`;
    const bytes = `${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`;
    await expectAnswer(sendRaw(s3, bytes), { status: 501, code: "NotImplemented" });
  });
});

describe("an upload that breaks off", () => {
  test.each([0.5, 0.9, 0.999])("after a share of %f stores nothing", async (share) => {
    const draft = draftForm(s3, Bucket);
    draft.body = Buffer.alloc(300_000, "a");
    draft.fields = [];
    draft.conditions = [{ bucket: Bucket }, { key: draft.key }];
    const whole = rawPost(`/${Bucket}`, formType, multipart(signForm(draft)));
    const socket = openSocket(s3);
    socket.write(whole.subarray(0, Math.floor(whole.length * share)));
    // The temporary file shows that the server is in the middle of it.
    await vi.waitFor(async () => expect(await readdir(join(s3.dir, "incoming"))).toHaveLength(1));
    socket.destroy();
    await vi.waitFor(async () => expect(await readdir(join(s3.dir, "incoming"))).toEqual([]));
    const old = await s3.client.send(new GetObjectCommand({ Bucket, Key: draft.key }));
    expect(await old.Body!.transformToString()).toBe("old");
  });

  test("by closing only its own side stores nothing", async () => {
    const form = signForm(draftForm(s3, Bucket));
    const whole = rawPost(`/${Bucket}`, formType, multipart(form));
    const answer = await sendRaw(s3, whole.subarray(0, -10), true);
    expect(answer.status).toBe(400);
  });
});

describe("bytes that are no request", () => {
  test.each([
    ["garbage", "\u0000\u0001\u0002\r\n\r\n"],
    ["a TLS greeting", Buffer.from("16030100c8010000c403", "hex")],
    ["an unknown method", "FETCH / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    [
      "two lengths",
      `PUT /${Bucket}/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
    ],
    [
      "a length and chunks",
      `PUT /${Bucket}/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ],
    ["a negative length", `PUT /${Bucket}/a HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n`],
    ["endless headers", `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${"a".repeat(40_000)}\r\n\r\n`],
  ])("such as %s get an error in XML", async (_what, bytes) => {
    const answer = await sendRaw(s3, bytes, true);
    expect(answer.status).toBe(400);
    expect(xmlText(answer.text, "Code")).toBeDefined();
    expect(answer.text).toMatch(/x-amz-request-id: [0-9A-F]{16}/);
  });
});

describe("an address", () => {
  test.each([
    ["/%", 400, "InvalidURI"],
    ["/picket/%zz", 400, "InvalidURI"],
    ["/picket/%ff%fe", 400, "InvalidURI"],
    ["/picket?prefix=%c3%28", 400, "InvalidURI"],
    [`/picket/${"k".repeat(1025)}`, 400, "KeyTooLongError"],
    ["/picket/../../etc/passwd", 403, "AccessDenied"],
    ["/picket/%2e%2e/%2e%2e/etc/passwd", 403, "AccessDenied"],
    ["//picket/a", 404, "NoSuchBucket"],
    ["/../a", 404, "NoSuchBucket"],
    ["/no-such-bucket/a", 404, "NoSuchBucket"],
    ["/", 403, "AccessDenied"],
    ["/picket", 403, "AccessDenied"],
    ["/picket?list-type=2", 403, "AccessDenied"],
    ["/picket?policy", 403, "AccessDenied"],
    ["/picket/a?uploads", 403, "AccessDenied"],
    ["http://localhost/picket/a", 403, "AccessDenied"],
    ["*", 400, "InvalidURI"],
  ])("GET %s without credentials answers %i", async (target, status, code) => {
    const answer = await sendRaw(s3, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    expect({ status: answer.status, code: xmlText(answer.text, "Code") }).toEqual({ status, code });
  });

  test.each(["PUT", "DELETE", "POST", "PATCH"])(
    "refuses %s of a key without credentials",
    async (method) => {
      const head = `${method} /${Bucket}/a HTTP/1.1\r\nHost: localhost\r\n`;
      const answer = await sendRaw(s3, `${head}Content-Length: 1\r\n\r\nx`);
      expect(answer.status).toBe(403);
    },
  );

  test("without a Host is still answered in XML", async () => {
    const answer = await sendRaw(s3, "GET /picket/a HTTP/1.1\r\n\r\n");
    expect(xmlText(answer.text, "Code")).toBe("AccessDenied");
  });
});

describe("random damage", () => {
  test("to a right form never breaks the server nor stores more than the policy allows", async () => {
    const seed = randomInt(2 ** 31);
    const random = mulberry32(seed);
    const form = signForm(draftForm(s3, Bucket));
    const whole = Buffer.from(multipart(form));
    const unexpected: string[] = [];
    const key = draftForm(s3, Bucket).key;
    for (let round = 0; round < 300; round++) {
      const body = damage(whole, random);
      const answer = await sendRaw(s3, rawPost(`/${Bucket}`, formType, body));
      if (![201, 400, 403].includes(answer.status)) unexpected.push(`${round}: ${answer.status}`);
      if (answer.status !== 201) continue;
      // Damage may hit what nobody reads; then the very same bytes are stored.
      const object = await s3.client.send(new GetObjectCommand({ Bucket, Key: key }));
      const text = await object.Body!.transformToString();
      if (text !== form.body.toString()) unexpected.push(`${round}: stored ${text}`);
      await s3.client.send(new PutObjectCommand({ Bucket, Key: key, Body: "old" }));
    }
    expect(unexpected, `seed ${seed}`).toEqual([]);
  });
});

/** Changes, drops or repeats a few bytes. */
function damage(whole: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * whole.length);
  const size = 1 + Math.floor(random() * 40);
  const kind = Math.floor(random() * 4);
  const [before, after] = [whole.subarray(0, at), whole.subarray(at + size)];
  const piece = whole.subarray(at, at + size);
  if (kind === 0) return Buffer.concat([before, after]);
  if (kind === 1) return Buffer.concat([before, piece, piece, after]);
  if (kind === 2) return Buffer.from(before);
  return Buffer.concat([before, Buffer.from(piece.map((byte) => byte ^ 0x55)), after]);
}

/** A small random generator with a seed, so that a failure can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
