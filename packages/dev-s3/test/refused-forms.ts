/** A server to which forms are sent that it must refuse, and proof that a refusal changes nothing. */
import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import {
  draftForm,
  type FormDraft,
  sendForm,
  signForm,
  signPolicy,
  type SignedForm,
  withField,
} from "./post-form.ts";
import { startDevS3, type TestServer, xmlText } from "./start-dev-s3.ts";

export const bucket = "picket";
export const denied = { status: 403, code: "AccessDenied" };
export const invalidPolicy = { status: 400, code: "InvalidPolicyDocument" };
export const invalidArgument = { status: 400, code: "InvalidArgument" };

type Refusal = { status: number; code: string; message?: string | RegExp };

export type RefusedForms = {
  server: () => TestServer;
  /** a right form, or one that was bent before it was signed */
  signed: (bend?: (draft: FormDraft) => void) => SignedForm;
  /** a form whose policy document is this, rightly signed */
  withPolicy: (document: string | Buffer) => SignedForm;
  /** a form whose policy field is this, rightly signed */
  withEncodedPolicy: (policy: string) => SignedForm;
  /** sends the form, expects the refusal, gives back its XML */
  expectRefusal: (form: SignedForm, refusal: Refusal, toBucket?: string) => Promise<string>;
};

/** Registers the hooks of a test file: a server, an old object, and a look at both after each test. */
export function refuseForms(): RefusedForms {
  let s3: TestServer;
  let etagBefore: string | undefined;

  beforeAll(async () => {
    s3 = await startDevS3({ buckets: [{ name: bucket }, { name: "other" }] });
  });
  afterAll(() => s3.stop());
  beforeEach(async () => {
    const { key: Key } = draftForm(s3, bucket);
    const put = new PutObjectCommand({ Bucket: bucket, Key, Body: "old" });
    etagBefore = (await s3.client.send(put)).ETag;
  });
  afterEach(async () => {
    s3.setClockOffset(0);
    await expectNothingNew();
  });

  async function expectNothingNew(): Promise<void> {
    const { Contents } = await s3.client.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(Contents?.map(({ ETag }) => ETag)).toEqual([etagBefore]);
    const other = await s3.client.send(new ListObjectsV2Command({ Bucket: "other" }));
    expect(other.KeyCount).toBe(0);
  }

  function withEncodedPolicy(policy: string): SignedForm {
    const draft = draftForm(s3, bucket);
    const day = draft.signedAt.toISOString().slice(0, 10).replaceAll("-", "");
    const form = withField(signForm(draft), "policy", policy);
    return withField(form, "x-amz-signature", signPolicy(policy, draft, day));
  }

  return {
    server: () => s3,
    signed: (bend) => {
      const draft = draftForm(s3, bucket);
      bend?.(draft);
      return signForm(draft);
    },
    withPolicy: (document) => withEncodedPolicy(Buffer.from(document).toString("base64")),
    withEncodedPolicy,
    expectRefusal: async (form, refusal, toBucket = bucket) => {
      const { status, text, headers } = await sendForm(s3, toBucket, form);
      expect({ status, code: xmlText(text, "Code") }).toEqual({
        status: refusal.status,
        code: refusal.code,
      });
      const message = xmlText(text, "Message")?.replaceAll("&quot;", '"');
      expect(message).toMatch(refusal.message ?? /./);
      expect(xmlText(text, "Resource")).toBe(`/${toBucket}`);
      expect(xmlText(text, "RequestId")).toBe(headers.get("x-amz-request-id"));
      return text;
    },
  };
}
