/** SigV4 in the Authorization header: what is checked, and how each fault is named. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  draftRequest,
  type RequestDraft,
  sendRequest,
  sha256,
  signRequest,
} from "./sign-request.ts";
import { startDevS3, type TestServer, xmlText } from "./start-dev-s3.ts";

const minuteMs = 60_000;
let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3();
});
afterAll(() => s3.stop());

/** Bends a right PUT before (`draft`) or after (`sent`) it is signed, and sends it. */
async function send(bend: {
  draft?: (draft: RequestDraft) => void;
  sent?: (draft: RequestDraft) => void;
}) {
  const draft = draftRequest(s3, "PUT", "/picket/signed");
  draft.body = Buffer.from("content");
  draft.headers = { "content-length": "7" };
  bend.draft?.(draft);
  signRequest(s3, draft);
  bend.sent?.(draft);
  return sendRequest(s3, draft);
}

async function expectRefusal(
  bend: Parameters<typeof send>[0],
  status: number,
  code: string,
): Promise<string> {
  const answer = await send(bend);
  expect({ status: answer.status, code: xmlText(answer.text, "Code") }).toEqual({ status, code });
  const { status: found } = await sendRequest(s3, head());
  expect(found).toBe(404);
  return answer.text;
}

function head(): RequestDraft {
  const draft = draftRequest(s3, "HEAD", "/picket/signed");
  signRequest(s3, draft);
  return draft;
}

describe("a signed request", () => {
  test("of another secret is refused, with what was signed", async () => {
    const bend = (draft: RequestDraft) => (draft.secretAccessKey = "another");
    const text = await expectRefusal({ draft: bend }, 403, "SignatureDoesNotMatch");
    expect(xmlText(text, "CanonicalRequest")).toMatch(/^PUT/);
    expect(xmlText(text, "StringToSign")).toMatch(/^AWS4-HMAC-SHA256/);
  });

  test("of an unknown key is refused", async () => {
    const bend = (draft: RequestDraft) => (draft.accessKeyId = "NOBODY");
    const text = await expectRefusal({ draft: bend }, 403, "InvalidAccessKeyId");
    expect(xmlText(text, "AWSAccessKeyId")).toBe("NOBODY");
  });

  test("for another region is refused, and told the right one", async () => {
    const bend = (draft: RequestDraft) => (draft.region = "eu-central-1");
    const text = await expectRefusal({ draft: bend }, 400, "AuthorizationHeaderMalformed");
    expect(xmlText(text, "Region")).toBe("us-east-1");
  });

  test("for another service is refused", async () => {
    const bend = (draft: RequestDraft) => (draft.service = "sqs");
    await expectRefusal({ draft: bend }, 400, "AuthorizationHeaderMalformed");
  });

  test.each([-16, 16])("made %i minutes from now is refused", async (minutes) => {
    const bend = (draft: RequestDraft) => {
      draft.signedAt = new Date(Date.now() + minutes * minuteMs);
    };
    const text = await expectRefusal({ draft: bend }, 403, "RequestTimeTooSkewed");
    expect(xmlText(text, "MaxAllowedSkewMilliseconds")).toBe("900000");
  });

  test("with another path than signed is refused", async () => {
    const sent = (draft: RequestDraft) => (draft.path = "/picket/other");
    await expectRefusal({ sent }, 403, "SignatureDoesNotMatch");
  });

  test("with another query than signed is refused", async () => {
    const sent = (draft: RequestDraft) => (draft.query = "x-id=PutObject");
    await expectRefusal({ sent }, 403, "SignatureDoesNotMatch");
  });

  test("with another method than signed is refused", async () => {
    const sent = (draft: RequestDraft) => (draft.method = "DELETE");
    await expectRefusal({ sent }, 403, "SignatureDoesNotMatch");
  });

  test("with a signed header changed is refused", async () => {
    await expectRefusal(
      {
        draft: (draft) => (draft.headers["x-amz-meta-a"] = "1"),
        sent: (draft) => (draft.headers["x-amz-meta-a"] = "2"),
      },
      403,
      "SignatureDoesNotMatch",
    );
  });

  test("with an x-amz-header that is not signed is refused", async () => {
    const sent = (draft: RequestDraft) => (draft.headers["x-amz-meta-late"] = "1");
    const text = await expectRefusal({ sent }, 403, "AccessDenied");
    expect(xmlText(text, "HeadersNotSigned")).toBe("x-amz-meta-late");
  });

  test("whose host is not signed is refused", async () => {
    const draft = (request: RequestDraft) => (request.unsignedHeaders = ["host"]);
    const text = await expectRefusal({ draft }, 403, "AccessDenied");
    expect(xmlText(text, "HeadersNotSigned")).toBe("host");
  });

  test("with a session token is refused", async () => {
    const draft = (request: RequestDraft) => (request.headers["x-amz-security-token"] = "token");
    await expectRefusal({ draft }, 400, "InvalidToken");
  });

  test("without a hash of its body is refused", async () => {
    const sent = (draft: RequestDraft) => delete draft.headers["x-amz-content-sha256"];
    await expectRefusal({ sent }, 400, "InvalidRequest");
  });

  test("with a hash that is none is refused", async () => {
    const draft = (request: RequestDraft) => (request.payloadHash = "MY-PAYLOAD");
    await expectRefusal({ draft }, 400, "InvalidArgument");
  });

  test("with another body than hashed is refused", async () => {
    const draft = (request: RequestDraft) => (request.payloadHash = sha256("another"));
    await expectRefusal({ draft }, 400, "XAmzContentSHA256Mismatch");
  });

  test.each([
    ["Basic dXNlcjpwYXNz", 400, "InvalidArgument"],
    ["AWS key:signature", 400, "InvalidRequest"],
    ["AWS4-HMAC-SHA256", 400, "AuthorizationHeaderMalformed"],
    ["AWS4-HMAC-SHA256 Credential=a", 400, "AuthorizationHeaderMalformed"],
    [
      "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=00",
      400,
      "AuthorizationHeaderMalformed",
    ],
  ])("with the authorization %j is refused", async (authorization, status, code) => {
    const sent = (draft: RequestDraft) => (draft.headers["authorization"] = authorization);
    await expectRefusal({ sent }, status, code);
  });

  test("that is signed in the query as well is refused", async () => {
    const sent = (draft: RequestDraft) => (draft.query = "X-Amz-Algorithm=AWS4-HMAC-SHA256");
    await expectRefusal({ sent }, 400, "InvalidArgument");
  });

  test("without a length is refused", async () => {
    const draft = (request: RequestDraft) => {
      request.headers = { "transfer-encoding": "chunked" };
    };
    await expectRefusal({ draft }, 501, "NotImplemented");
  });

  test("in virtual-host style names its bucket in the host", async () => {
    const { port } = new URL(s3.endpoint);
    const draft = draftRequest(s3, "PUT", "/virtual%20key");
    draft.headers = { host: `picket.localhost:${port}`, "content-length": "7" };
    draft.body = Buffer.from("content");
    signRequest(s3, draft);
    expect((await sendRequest(s3, draft)).status).toBe(200);
    const read = draftRequest(s3, "GET", "/picket/virtual%20key");
    signRequest(s3, read);
    expect((await sendRequest(s3, read)).text).toBe("content");
  });

  test("may date itself by the Date header", async () => {
    const draft = draftRequest(s3, "GET", "/picket/signed-by-date");
    draft.headers = { date: draft.signedAt.toUTCString() };
    signRequest(s3, draft);
    const answer = await sendRequest(s3, draft);
    expect(draft.headers["x-amz-date"]).toBeUndefined();
    expect(xmlText(answer.text, "Code")).toBe("NoSuchKey");
  });
});
