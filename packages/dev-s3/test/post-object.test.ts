/** POST Object: what a right form stores, and how S3 answers it. */
import { createHash } from "node:crypto";
import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { draftForm, sendForm, signForm, withExtraField } from "./post-form.ts";
import { startDevS3, type TestServer, xmlText } from "./start-dev-s3.ts";

const Bucket = "picket";
let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3();
});
afterAll(() => s3.stop());

const draftConditions = [
  "bucket",
  "key",
  "content-length-range",
  "Content-Type",
  "x-amz-checksum-algorithm",
  "x-amz-checksum-sha256",
  "x-amz-meta-claim",
  "success_action_status",
].map((name, index) => [name, index] as const);

async function stored(Key: string) {
  const object = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
  return { ...object, text: await object.Body!.transformToString() };
}

describe("a form that satisfies its policy", () => {
  test("stores the file with type, metadata and checksum, and answers 201 with XML", async () => {
    const draft = draftForm(s3, Bucket);
    const answer = await sendForm(s3, Bucket, signForm(draft));
    const md5 = createHash("md5").update(draft.body).digest("hex");

    expect(answer.status).toBe(201);
    expect(answer.headers.get("etag")).toBe(`"${md5}"`);
    expect(answer.headers.get("location")).toBe(`${s3.endpoint}/${Bucket}/${draft.key}`);
    expect(xmlText(answer.text, "Key")).toBe(draft.key);
    expect(xmlText(answer.text, "Bucket")).toBe(Bucket);
    expect(xmlText(answer.text, "ETag")).toBe(`&quot;${md5}&quot;`);

    const object = await stored(draft.key);
    expect(object.text).toBe(draft.body.toString());
    expect(object.ContentType).toBe("image/png");
    expect(object.Metadata).toEqual({ claim: "signed-claim" });
    const head = new HeadObjectCommand({ Bucket, Key: draft.key, ChecksumMode: "ENABLED" });
    expect((await s3.client.send(head)).ChecksumSHA256).toBe(
      createHash("sha256").update(draft.body).digest("base64"),
    );
  });

  test.each(draftConditions)(
    "is stored although its policy says %s twice",
    async (_name, index) => {
      const draft = draftForm(s3, Bucket);
      draft.conditions.push(draft.conditions[index]!);
      expect((await sendForm(s3, Bucket, signForm(draft))).status).toBe(201);
    },
  );

  test("made by the SDK's createPresignedPost is accepted as it is", async () => {
    const { url, fields } = await createPresignedPost(s3.client, {
      Bucket,
      Key: "incoming/by-sdk",
      Conditions: [["content-length-range", 5, 5]],
      Fields: { "Content-Type": "image/webp", success_action_status: "201" },
      Expires: 60,
    });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob(["12345"]));
    const answer = await fetch(url, { method: "POST", body: form });
    expect(answer.status).toBe(201);
    await answer.text();
    expect((await stored("incoming/by-sdk")).text).toBe("12345");
  });

  test.each([
    ["200", 200],
    ["201", 201],
    ["204", 204],
    ["404", 204],
  ])("with success_action_status %s answers %i", async (stated, status) => {
    const draft = draftForm(s3, Bucket);
    draft.fields = [["success_action_status", stated]];
    draft.conditions = [{ bucket: Bucket }, { key: draft.key }, { success_action_status: stated }];
    expect((await sendForm(s3, Bucket, signForm(draft))).status).toBe(status);
  });

  test("without success_action_status and type answers 204 and stores binary/octet-stream", async () => {
    const draft = draftForm(s3, Bucket);
    draft.key = "incoming/plain";
    draft.fields = [];
    draft.conditions = [{ bucket: Bucket }, { key: draft.key }];
    const answer = await sendForm(s3, Bucket, signForm(draft));
    expect(answer.status).toBe(204);
    expect(answer.text).toBe("");
    expect((await stored(draft.key)).ContentType).toBe("binary/octet-stream");
  });

  test("with success_action_redirect answers 303 and names bucket, key and etag", async () => {
    const draft = draftForm(s3, Bucket);
    draft.fields = [["success_action_redirect", "http://shop.example/done?from=form"]];
    draft.conditions = [
      { bucket: Bucket },
      { key: draft.key },
      ["starts-with", "$success_action_redirect", "http://shop.example/"],
    ];
    const answer = await sendForm(s3, Bucket, signForm(draft));
    const location = new URL(answer.headers.get("location")!);
    expect(answer.status).toBe(303);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      from: "form",
      bucket: Bucket,
      key: draft.key,
      etag: answer.headers.get("etag"),
    });
  });

  test.each(["javascript:alert(1)", "/relative", ""])(
    "with the redirect %j, which is no web address, answers as without it",
    async (address) => {
      const draft = draftForm(s3, Bucket);
      draft.fields = [["success_action_redirect", address]];
      draft.conditions = [
        { bucket: Bucket },
        { key: draft.key },
        { success_action_redirect: address },
      ];
      expect((await sendForm(s3, Bucket, signForm(draft))).status).toBe(204);
    },
  );

  test.each([
    ["photo.png", "photo.png"],
    ["C:\\pictures\\photo.png", "photo.png"],
    ["../../etc/passwd", "passwd"],
  ])("fills ${filename} with the last part of %s", async (fileName, expected) => {
    const draft = draftForm(s3, Bucket);
    draft.key = "incoming/${filename}";
    draft.fileName = fileName;
    draft.fields = [];
    draft.conditions = [{ bucket: Bucket }, ["starts-with", "$key", "incoming/"]];
    expect((await sendForm(s3, Bucket, signForm(draft))).status).toBe(204);
    expect((await stored(`incoming/${expected}`)).text).toBe(draft.body.toString());
  });

  test("may name its fields, and the policy its operators, in any case", async () => {
    const draft = draftForm(s3, Bucket);
    draft.fields = [["CONTENT-TYPE", "image/jpeg"]];
    draft.conditions = [
      { bUcKeT: Bucket },
      ["StArTs-WiTh", "$KeY", "incoming/"],
      ["EQ", "$content-Type", "image/jpeg"],
    ];
    const form = signForm(draft);
    const fields = form.fields.map(([name, value]): [string, string] => [
      name === "policy" ? "pOLICy" : name === "key" ? "Key" : name,
      value,
    ]);
    expect((await sendForm(s3, Bucket, { ...form, fields })).status).toBe(204);
    expect((await stored(draft.key)).ContentType).toBe("image/jpeg");
  });

  test("may carry x-ignore- fields that no condition names", async () => {
    const form = withExtraField(signForm(draftForm(s3, Bucket)), "x-ignore-csrf", "anything");
    expect((await sendForm(s3, Bucket, form)).status).toBe(201);
  });

  test("may name its bucket in a field, as createPresignedPost does", async () => {
    const form = withExtraField(signForm(draftForm(s3, Bucket)), "bucket", Bucket);
    expect((await sendForm(s3, Bucket, form)).status).toBe(201);
  });

  test("may list several types when each starts as the policy says", async () => {
    const draft = draftForm(s3, Bucket);
    draft.fields = [["Content-Type", "image/png, image/jpeg"]];
    draft.conditions = [
      { bucket: Bucket },
      { key: draft.key },
      ["starts-with", "$Content-Type", "image/"],
    ];
    expect((await sendForm(s3, Bucket, signForm(draft))).status).toBe(204);
  });

  test("may carry metadata beyond ASCII, which comes back as S3 encodes it", async () => {
    const draft = draftForm(s3, Bucket);
    draft.fields = [["x-amz-meta-name", "Grüße 日本"]];
    draft.conditions = [
      { bucket: Bucket },
      { key: draft.key },
      { "x-amz-meta-name": "Grüße 日本" },
    ];
    expect((await sendForm(s3, Bucket, signForm(draft))).status).toBe(204);
    const encoded = Buffer.from("Grüße 日本").toString("base64");
    expect((await stored(draft.key)).Metadata).toEqual({ name: `=?UTF-8?B?${encoded}?=` });
  });

  test("may have fields of 20,480 bytes together", async () => {
    const form = signForm(draftForm(s3, Bucket));
    const used = form.fields.flat().reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const name = "x-ignore-rest";
    const filled = withExtraField(form, name, "x".repeat(20_480 - used - name.length));
    expect((await sendForm(s3, Bucket, filled)).status).toBe(201);
    const over = withExtraField(form, name, "x".repeat(20_481 - used - name.length));
    expect((await sendForm(s3, Bucket, over)).status).toBe(400);
  });

  test("can be replayed until it expires, since a POST knows no If-None-Match", async () => {
    const form = signForm(draftForm(s3, Bucket));
    expect((await sendForm(s3, Bucket, form)).status).toBe(201);
    expect((await sendForm(s3, Bucket, form)).status).toBe(201);
  });

  test.each(["CRC32", "CRC32C", "SHA1", "SHA256"])("may pin its content with %s", async (name) => {
    const body = Buffer.from("123456789");
    // The check values of both CRCs are published with their polynomials: cbf43926 and e3069283.
    const published: Record<string, string> = { CRC32: "y/Q5Jg==", CRC32C: "4waSgw==" };
    const value = published[name] ?? createHash(name.toLowerCase()).update(body).digest("base64");
    const draft = draftForm(s3, Bucket);
    draft.body = body;
    draft.fields = [
      ["x-amz-checksum-algorithm", name],
      [`x-amz-checksum-${name.toLowerCase()}`, value],
    ];
    draft.conditions = [
      { bucket: Bucket },
      { key: draft.key },
      ...draft.fields.map(([field, text]) => ({ [field]: text })),
    ];
    expect((await sendForm(s3, Bucket, signForm(draft))).status).toBe(204);
  });
});
