/** POST Object: every way in which a form can break its policy, one case each. */
import { createHash } from "node:crypto";
import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  draftForm,
  type FormDraft,
  sendForm,
  signForm,
  signPolicy,
  type SignedForm,
  withExtraField,
  withField,
  withoutField,
} from "./post-form.ts";
import { startDevS3, type TestServer, xmlText } from "./start-dev-s3.ts";

const Bucket = "picket";
const minuteMs = 60_000;
let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3({ buckets: [{ name: Bucket }, { name: "other" }] });
});
afterAll(() => s3.stop());

// An object is there before each attempt: a refusal must leave it as it was, and add nothing.
let etagBefore: string | undefined;
beforeEach(async () => {
  const { key: Key } = draftForm(s3, Bucket);
  const put = await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: "old" }));
  etagBefore = put.ETag;
});
afterEach(async () => {
  s3.setClockOffset(0);
  await expectNothingNew();
});

async function expectNothingNew(): Promise<void> {
  const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents.map(({ ETag }) => ETag)).toEqual([etagBefore]);
  const other = await s3.client.send(new ListObjectsV2Command({ Bucket: "other" }));
  expect(other.KeyCount).toBe(0);
}

async function expectRefusal(
  form: SignedForm,
  refusal: { status: number; code: string; message?: string | RegExp },
  bucket = Bucket,
): Promise<string> {
  const answer = await sendForm(s3, bucket, form);
  expect({ status: answer.status, code: xmlText(answer.text, "Code") }).toEqual({
    status: refusal.status,
    code: refusal.code,
  });
  const message = xmlText(answer.text, "Message")?.replaceAll("&quot;", '"');
  expect(message).toMatch(refusal.message ?? /./);
  expect(xmlText(answer.text, "Resource")).toBe(`/${bucket}`);
  expect(xmlText(answer.text, "RequestId")).toBe(answer.headers.get("x-amz-request-id"));
  return answer.text;
}

function signed(bend: (draft: FormDraft) => void = () => undefined): SignedForm {
  const draft = draftForm(s3, Bucket);
  bend(draft);
  return signForm(draft);
}

/** Replaces the whole policy document and signs it rightly. */
function withPolicy(document: string | Buffer): SignedForm {
  const draft = draftForm(s3, Bucket);
  return withEncodedPolicy(Buffer.from(document).toString("base64"), draft);
}

function withEncodedPolicy(policy: string, draft = draftForm(s3, Bucket)): SignedForm {
  const day = draft.signedAt.toISOString().slice(0, 10).replaceAll("-", "");
  const form = withField(signForm(draft), "policy", policy);
  return withField(form, "x-amz-signature", signPolicy(policy, draft, day));
}

function future(): string {
  return new Date(Date.now() + minuteMs).toISOString();
}

const denied = { status: 403, code: "AccessDenied" };
const invalidPolicy = { status: 400, code: "InvalidPolicyDocument" };
const invalidArgument = { status: 400, code: "InvalidArgument" };

describe("the signature", () => {
  test("of another secret is refused", async () => {
    const form = signed((draft) => (draft.secretAccessKey = "another secret"));
    await expectRefusal(form, { status: 403, code: "SignatureDoesNotMatch" });
  });

  test("with one digit changed is refused", async () => {
    const form = signed();
    const [, signature] = form.fields.find(([name]) => name === "x-amz-signature")!;
    const changed = (signature.startsWith("0") ? "1" : "0") + signature.slice(1);
    await expectRefusal(withField(form, "x-amz-signature", changed), {
      status: 403,
      code: "SignatureDoesNotMatch",
    });
  });

  test("cut short is refused", async () => {
    await expectRefusal(withField(signed(), "x-amz-signature", "ab12"), {
      status: 403,
      code: "SignatureDoesNotMatch",
    });
  });

  test("of another policy is refused, before that policy is even decoded", async () => {
    const form = withField(signed(), "policy", "%%% not base64 %%%");
    await expectRefusal(form, { status: 403, code: "SignatureDoesNotMatch" });
  });

  test("in the manner of version 2 is refused", async () => {
    const form = withExtraField(signed(), "AWSAccessKeyId", s3.credentials.accessKeyId);
    await expectRefusal(form, { status: 400, code: "InvalidRequest", message: /AWS4-HMAC-SHA256/ });
  });

  test.each(["x-amz-signature", "x-amz-credential", "x-amz-date", "x-amz-algorithm"])(
    "without the field %s is refused",
    async (name) => {
      await expectRefusal(withoutField(signed(), name), {
        ...invalidArgument,
        message: `Bucket POST must contain a field named '${name}'`,
      });
    },
  );

  test("without policy is anonymous, and refused", async () => {
    await expectRefusal(withoutField(signed(), "policy"), denied);
  });

  test("with neither policy nor signature is anonymous, and refused", async () => {
    const fields: [string, string][] = [["key", "incoming/anonymous"]];
    await expectRefusal({ ...signed(), fields }, denied);
  });

  test("with a session token is refused, since the keys here have none", async () => {
    const form = signed((draft) => {
      draft.fields.push(["x-amz-security-token", "made-up"]);
      draft.conditions.push({ "x-amz-security-token": "made-up" });
    });
    await expectRefusal(form, { status: 400, code: "InvalidToken" });
  });

  test("of an unknown key is refused", async () => {
    const form = signed((draft) => (draft.accessKeyId = "SOMEBODYELSE00000000"));
    await expectRefusal(form, { status: 403, code: "InvalidAccessKeyId" });
  });

  test("by another algorithm is refused", async () => {
    await expectRefusal(withField(signed(), "x-amz-algorithm", "AWS4-HMAC-MD5"), invalidArgument);
  });
});

describe("the scope", () => {
  const malformed = { status: 400, code: "AuthorizationQueryParametersError" };

  test("of another region is refused", async () => {
    const form = signed((draft) => (draft.scope.region = "eu-central-1"));
    await expectRefusal(form, {
      ...malformed,
      message: /'eu-central-1' is wrong; expecting 'us-east-1'/,
    });
  });

  test("of another service is refused", async () => {
    const form = signed((draft) => (draft.scope.service = "ec2"));
    await expectRefusal(form, malformed);
  });

  test("with another ending is refused", async () => {
    const form = signed((draft) => (draft.scope.terminator = "aws3_request"));
    await expectRefusal(form, malformed);
  });

  test("of another day than x-amz-date is refused", async () => {
    const form = withField(signed(), "x-amz-date", "20200101T000000Z");
    await expectRefusal(form, malformed);
  });

  test("that is no credential at all is refused", async () => {
    await expectRefusal(withField(signed(), "x-amz-credential", "nonsense"), malformed);
  });
});

describe("time", () => {
  const expired = { ...denied, message: "Invalid according to Policy: Policy expired." };

  test("after the expiration is refused", async () => {
    await expectRefusal(
      signed((draft) => (draft.expiresAt = new Date(Date.now() - 1000))),
      expired,
    );
  });

  test("that passes while the ticket lies around makes it useless", async () => {
    const form = signed();
    s3.setClockOffset(5 * minuteMs + 1000);
    await expectRefusal(form, expired);
  });

  test("of more than seven days since the signature is refused, whatever the policy says", async () => {
    const form = signed((draft) => {
      draft.signedAt = new Date(Date.now() - 8 * 24 * 60 * minuteMs);
    });
    await expectRefusal(form, expired);
  });

  test.each(["tomorrow", "2030-01-01", "2030-01-01 00:00:00+00:00", "", 2_000_000_000, null])(
    "given as %j is no expiration",
    async (expiration) => {
      const conditions = [{ bucket: Bucket }];
      const form = withPolicy(JSON.stringify({ expiration, conditions }));
      await expectRefusal(form, { ...invalidPolicy, message: /expiration/ });
    },
  );

  test("written as no date that the calendar knows is refused", async () => {
    await expectRefusal(withField(signed(), "x-amz-date", "20261399T000000Z"), invalidArgument);
  });
});

describe("a condition", () => {
  const conditioned = [
    ["key", "incoming/product/ticket-2"],
    ["Content-Type", "text/html"],
    ["x-amz-meta-claim", "another claim"],
    ["success_action_status", "200"],
    ["x-amz-checksum-sha256", createHash("sha256").update("other").digest("base64")],
    ["x-amz-checksum-algorithm", "SHA1"],
  ] as const;

  test.each(conditioned)("on %s refuses another value", async (name, value) => {
    const text = await expectRefusal(withField(signed(), name, value), {
      ...denied,
      message: /^Invalid according to Policy: Policy Condition failed: \["eq", "\$[a-z0-9_-]+", "/,
    });
    expect(text).toContain(`&quot;$${name.toLowerCase()}&quot;`);
  });

  test.each(["x-amz-meta-claim", "Content-Type", "success_action_status"])(
    "on %s refuses a form without that field",
    async (name) => {
      await expectRefusal(withoutField(signed(), name), {
        ...denied,
        message: /Policy Condition failed/,
      });
    },
  );

  test("on the key refuses a form without key", async () => {
    await expectRefusal(withoutField(signed(), "key"), denied);
  });

  test.each([...conditioned.map(([name]) => name), "bucket", "x-amz-credential", "x-amz-date"])(
    "on %s cannot be left out: the field would be an extra one",
    async (name) => {
      const draft = draftForm(s3, Bucket);
      const form = signForm(draft);
      const [, policy] = form.fields.find(([field]) => field === "policy")!;
      const document = JSON.parse(Buffer.from(policy, "base64").toString()) as {
        expiration: string;
        conditions: (Record<string, string> | string[])[];
      };
      const conditions = document.conditions.filter((condition) => !(name in condition));
      expect(conditions).toHaveLength(document.conditions.length - 1);
      await expectRefusal(withPolicy(JSON.stringify({ ...document, conditions })), {
        ...denied,
        message: `Invalid according to Policy: Extra input fields: ${name.toLowerCase()}`,
      });
    },
  );

  test("added to the policy refuses a form that lacks its field", async () => {
    const form = signed((draft) => draft.conditions.push({ "x-amz-meta-more": "1" }));
    await expectRefusal(form, { ...denied, message: /x-amz-meta-more/ });
  });

  test("with an empty starts-with still refuses a form that lacks its field", async () => {
    const form = signed((draft) => draft.conditions.push(["starts-with", "$x-amz-meta-more", ""]));
    await expectRefusal(form, { ...denied, message: /"starts-with", "\$x-amz-meta-more", ""/ });
  });

  test("given twice with different values can never be met", async () => {
    const form = signed((draft) => draft.conditions.push({ "Content-Type": "image/jpeg" }));
    await expectRefusal(form, { ...denied, message: /image\/jpeg/ });
  });

  test("on the start of the key refuses a key outside", async () => {
    const form = signed((draft) => {
      draft.conditions[1] = ["starts-with", "$key", "incoming/avatar/"];
    });
    await expectRefusal(form, {
      ...denied,
      message: /"starts-with", "\$key", "incoming\/avatar\/"/,
    });
  });

  test("on the exact key holds after ${filename} was filled in", async () => {
    const form = signed((draft) => {
      draft.key = "incoming/${filename}";
      draft.conditions[1] = { key: draft.key };
    });
    await expectRefusal(form, { ...denied, message: /Policy Condition failed/ });
  });

  test("compares values in their case", async () => {
    await expectRefusal(withField(signed(), "Content-Type", "IMAGE/PNG"), denied);
  });

  test("on several types wants every one of them to start as it says", async () => {
    const form = signed((draft) => {
      draft.fields[0] = ["Content-Type", "image/png,text/html"];
      draft.conditions[3] = ["starts-with", "$Content-Type", "image/"];
    });
    await expectRefusal(form, denied);
  });

  test.each(["bucket", "success_action_status", "x-amz-checksum-sha256"])(
    "on %s matches only exactly, never by its start",
    async (name) => {
      const form = signed((draft) => {
        draft.conditions = draft.conditions.map((condition) =>
          name in condition ? ["starts-with", `$${name}`, ""] : condition,
        );
      });
      await expectRefusal(form, { ...denied, message: /starts-with/ });
    },
  );
});

describe("the bucket", () => {
  test("that is addressed must be the one of the policy", async () => {
    await expectRefusal(
      signed(),
      { ...denied, message: /\["eq", "\$bucket", "picket"\]/ },
      "other",
    );
  });

  test("cannot be talked over by a field of that name", async () => {
    await expectRefusal(withExtraField(signed(), "bucket", Bucket), denied, "other");
  });

  test("must be the one that the field names", async () => {
    await expectRefusal(withExtraField(signed(), "bucket", "other"), invalidArgument);
  });

  test("must exist", async () => {
    await expectRefusal(signed(), { status: 404, code: "NoSuchBucket" }, "no-such-bucket");
  });
});

describe("a field", () => {
  test("that no condition covers is refused", async () => {
    await expectRefusal(withExtraField(signed(), "x-amz-meta-extra", "1"), {
      ...denied,
      message: "Invalid according to Policy: Extra input fields: x-amz-meta-extra",
    });
  });

  test("that has nothing to do with S3 is refused too", async () => {
    await expectRefusal(withExtraField(signed(), "submit", "Upload"), {
      ...denied,
      message: /Extra input fields: submit/,
    });
  });

  test("with a file name is still a field, unless it is named file", async () => {
    const form = signed();
    const data = new FormData();
    for (const [name, value] of form.fields) data.append(name, value);
    data.append("attachment", new Blob(["x"]), "x.png");
    data.append("file", new Blob([new Uint8Array(form.body)]), "x.png");
    const answer = await fetch(`${s3.endpoint}/${Bucket}`, { method: "POST", body: data });
    expect(answer.status).toBe(403);
    expect(xmlText(await answer.text(), "Message")).toMatch(/Extra input fields: attachment/);
  });

  test.each(["key", "Content-Type", "policy", "x-amz-signature", "x-amz-meta-claim"])(
    "named %s is refused when it comes twice",
    async (name) => {
      const form = signed();
      const [, value] = form.fields.find(([field]) => field === name)!;
      await expectRefusal(withExtraField(form, name, value), invalidArgument);
    },
  );

  test("is refused when it comes twice in different case", async () => {
    await expectRefusal(withExtraField(signed(), "KEY", "incoming/other"), invalidArgument);
  });

  test("of acl is refused, as on every bucket with ACLs disabled", async () => {
    const form = signed((draft) => {
      draft.fields.push(["acl", "public-read"]);
      draft.conditions.push({ acl: "public-read" });
    });
    await expectRefusal(form, { status: 400, code: "AccessControlListNotSupported" });
  });

  test("that asks for what is not implemented answers 501, even when it is covered", async () => {
    const form = signed((draft) => {
      draft.fields.push(["x-amz-server-side-encryption", "aws:kms"]);
      draft.conditions.push({ "x-amz-server-side-encryption": "aws:kms" });
    });
    await expectRefusal(form, { status: 501, code: "NotImplemented" });
  });

  test("with a line break cannot become a header", async () => {
    const value = "image/png\r\nx-injected: 1";
    const form = signed((draft) => {
      draft.fields[0] = ["Content-Type", value];
      draft.conditions[3] = { "Content-Type": value };
    });
    await expectRefusal(form, invalidArgument);
  });

  test("beyond 20,480 bytes together is refused", async () => {
    await expectRefusal(withExtraField(signed(), "x-ignore-big", "x".repeat(20_480)), {
      status: 400,
      code: "MaxPostPreDataLengthExceededError",
    });
  });

  test("count beyond all measure is refused", async () => {
    const form = signed();
    for (let index = 0; index < 4000; index++) form.fields.push([`x-ignore-${index}`, ""]);
    await expectRefusal(form, { status: 400, code: "MaxPostPreDataLengthExceededError" });
  });

  test("of metadata beyond 2 KB is refused", async () => {
    const form = signed((draft) => {
      draft.fields[3] = ["x-amz-meta-claim", "c".repeat(2100)];
      draft.conditions[6] = { "x-amz-meta-claim": "c".repeat(2100) };
    });
    await expectRefusal(form, { status: 400, code: "MetadataTooLarge" });
  });

  test("of a key beyond 1,024 bytes is refused", async () => {
    const form = signed((draft) => {
      draft.key = "ü".repeat(513);
      draft.conditions[1] = { key: draft.key };
    });
    await expectRefusal(form, { status: 400, code: "KeyTooLongError" });
  });
});

describe("the file", () => {
  test("with one byte less than the policy says is refused", async () => {
    const form = signed();
    const text = await expectRefusal(
      { ...form, body: form.body.subarray(1) },
      { status: 400, code: "EntityTooSmall" },
    );
    expect(xmlText(text, "ProposedSize")).toBe(String(form.body.length - 1));
    expect(xmlText(text, "MinSizeAllowed")).toBe(String(form.body.length));
  });

  test("with one byte more than the policy says is refused", async () => {
    const form = signed();
    const text = await expectRefusal(
      { ...form, body: Buffer.concat([form.body, Buffer.from("x")]) },
      { status: 400, code: "EntityTooLarge" },
    );
    expect(xmlText(text, "ProposedSize")).toBe(String(form.body.length + 1));
    expect(xmlText(text, "MaxSizeAllowed")).toBe(String(form.body.length));
  });

  test("that is empty is refused", async () => {
    await expectRefusal(
      { ...signed(), body: Buffer.alloc(0) },
      { status: 400, code: "EntityTooSmall" },
    );
  });

  test("of 20 MB where 24 bytes were allowed is refused with an answer that can be read", async () => {
    const text = await expectRefusal(
      { ...signed(), body: Buffer.alloc(20_000_000) },
      { status: 400, code: "EntityTooLarge" },
    );
    expect(xmlText(text, "ProposedSize")).toBe("20000000");
  });

  test("of 20 MB with a bad signature is refused with an answer that can be read", async () => {
    const form = withField(signed(), "x-amz-signature", "0".repeat(64));
    await expectRefusal(
      { ...form, body: Buffer.alloc(20_000_000) },
      { status: 403, code: "SignatureDoesNotMatch" },
    );
  });

  test("with one bit changed fails its checksum", async () => {
    const form = signed();
    const body = Buffer.from(form.body);
    body[3]! ^= 1;
    await expectRefusal(
      { ...form, body },
      {
        status: 400,
        code: "BadDigest",
        message: "The SHA256 you specified did not match the calculated checksum.",
      },
    );
  });

  test.each([
    ["CRC32", "AAAAAA=="],
    ["CRC32C", "AAAAAA=="],
    ["SHA1", createHash("sha1").update("other").digest("base64")],
  ])("that does not match its %s is refused", async (name, value) => {
    const form = signed((draft) => {
      draft.fields[1] = ["x-amz-checksum-algorithm", name];
      draft.fields[2] = [`x-amz-checksum-${name.toLowerCase()}`, value];
      draft.conditions[4] = { "x-amz-checksum-algorithm": name };
      draft.conditions[5] = { [`x-amz-checksum-${name.toLowerCase()}`]: value };
    });
    await expectRefusal(form, { status: 400, code: "BadDigest", message: new RegExp(name) });
  });

  test("that does not match its Content-MD5 is refused", async () => {
    const md5 = createHash("md5").update("other").digest("base64");
    const form = signed((draft) => {
      draft.fields.push(["Content-MD5", md5]);
      draft.conditions.push({ "Content-MD5": md5 });
    });
    await expectRefusal(form, { status: 400, code: "BadDigest" });
  });

  test.each([["an algorithm without its checksum", "x-amz-checksum-sha256"]])(
    "with %s is refused",
    async (_what, name) => {
      const form = signed((draft) => {
        draft.fields = draft.fields.filter(([field]) => field !== name);
        draft.conditions = draft.conditions.filter((condition) => !(name in condition));
      });
      await expectRefusal(form, { status: 400, code: "InvalidRequest" });
    },
  );

  test("with two checksums is refused", async () => {
    const form = signed((draft) => {
      draft.fields.push(["x-amz-checksum-crc32", "AAAAAA=="]);
      draft.conditions.push({ "x-amz-checksum-crc32": "AAAAAA==" });
    });
    await expectRefusal(form, { status: 400, code: "InvalidRequest" });
  });

  test("with a checksum of the wrong length is refused", async () => {
    const form = signed((draft) => {
      draft.fields[2] = ["x-amz-checksum-sha256", "AAAA"];
      draft.conditions[5] = { "x-amz-checksum-sha256": "AAAA" };
    });
    await expectRefusal(form, { status: 400, code: "InvalidRequest" });
  });
});

describe("a policy document", () => {
  const conditions = [{ bucket: Bucket }];

  test("that is no base64 is refused", async () => {
    await expectRefusal(withEncodedPolicy("{not base64}"), invalidPolicy);
  });

  test.each([
    ["no JSON", "not json"],
    ["a list", "[]"],
    ["null", "null"],
    ["empty", ""],
    ["no UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
    ["without expiration", JSON.stringify({ conditions })],
    ["without conditions", JSON.stringify({ expiration: "2099-01-01T00:00:00Z" })],
    ["with EXPIRATION", JSON.stringify({ EXPIRATION: "2099-01-01T00:00:00Z", conditions })],
    ["with an unknown part", JSON.stringify({ expiration: future(), conditions, other: 1 })],
    ["with conditions that are no list", JSON.stringify({ expiration: future(), conditions: {} })],
  ])("that is %s is refused", async (_what, document) => {
    const form = document === "" ? withEncodedPolicy("IA==") : withPolicy(document);
    await expectRefusal(form, invalidPolicy);
  });

  test.each([
    [{}],
    [{ bucket: Bucket, key: "two at once" }],
    [{ success_action_status: 201 }],
    ["text"],
    [null],
    [[]],
    [["eq", "$key"]],
    [["eq", "key", "incoming/"]],
    [["eq", "$key", 1]],
    [["eq", "$key", "a", "b"]],
    [["ends-with", "$key", ".png"]],
    [[1, "$key", "a"]],
    [["content-length-range", 0]],
    [["content-length-range", -1, 10]],
    [["content-length-range", 10, 1]],
    [["content-length-range", 0, 1.5]],
    [["content-length-range", "a", "b"]],
  ])("with the condition %j is refused", async (condition) => {
    const document = { expiration: future(), conditions: [{ bucket: Bucket }, condition] };
    await expectRefusal(withPolicy(JSON.stringify(document)), invalidPolicy);
  });
});
