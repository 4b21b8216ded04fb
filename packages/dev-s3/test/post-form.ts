/** Hand-made POST forms, signed here by the letter of the standard and not by the code under test. */
import { createHash, createHmac } from "node:crypto";
import type { DevS3 } from "../src/index.ts";

type Condition = Record<string, unknown> | unknown[];

/** A form before it is sent: everything about it can be bent. */
export type FormDraft = {
  key: string;
  body: Buffer;
  signedAt: Date;
  expiresAt: Date;
  /** fields beside those of the signature */
  fields: [name: string, value: string][];
  conditions: Condition[];
  scope: { region: string; service: string; terminator: string };
  secretAccessKey: string;
  accessKeyId: string;
  fileName: string;
};

export type SignedForm = {
  fields: [name: string, value: string][];
  body: Buffer;
  fileName: string;
};

/** A form that is right in every respect, as the application makes them. */
export function draftForm(server: DevS3, bucket: string): FormDraft {
  const body = Buffer.from("the bytes of one picture");
  const sha256 = createHash("sha256").update(body).digest("base64");
  const signedAt = new Date();
  const fields: [string, string][] = [
    ["Content-Type", "image/png"],
    ["x-amz-checksum-algorithm", "SHA256"],
    ["x-amz-checksum-sha256", sha256],
    ["x-amz-meta-claim", "signed-claim"],
    ["success_action_status", "201"],
  ];
  const key = "incoming/product/ticket-1";
  return {
    key,
    body,
    signedAt,
    expiresAt: new Date(signedAt.getTime() + 300_000),
    fields,
    conditions: [
      { bucket },
      { key },
      ["content-length-range", body.length, body.length],
      ...fields.map(([name, value]) => ({ [name]: value })),
    ],
    scope: { region: server.region, service: "s3", terminator: "aws4_request" },
    ...server.credentials,
    fileName: "photo.png",
  };
}

/** Signs a draft. */
export function signForm(draft: FormDraft): SignedForm {
  const amzDate = `${draft.signedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
  const day = amzDate.slice(0, 8);
  const { region, service, terminator } = draft.scope;
  const signature: [string, string][] = [
    ["x-amz-algorithm", "AWS4-HMAC-SHA256"],
    ["x-amz-credential", [draft.accessKeyId, day, region, service, terminator].join("/")],
    ["x-amz-date", amzDate],
  ];
  const document = {
    expiration: draft.expiresAt.toISOString(),
    conditions: [...draft.conditions, ...signature.map(([name, value]) => ({ [name]: value }))],
  };
  const policy = Buffer.from(JSON.stringify(document)).toString("base64");
  return {
    fields: [
      ["key", draft.key],
      ...draft.fields,
      ...signature,
      ["policy", policy],
      ["x-amz-signature", signPolicy(policy, draft, day)],
    ],
    body: draft.body,
    fileName: draft.fileName,
  };
}

/** The hex signature of a policy's base64. */
export function signPolicy(
  policy: string,
  { scope, secretAccessKey }: Pick<FormDraft, "scope" | "secretAccessKey">,
  day: string,
): string {
  const hmac = (key: string | Buffer, text: string) =>
    createHmac("sha256", key).update(text).digest();
  let key = hmac(`AWS4${secretAccessKey}`, day);
  for (const part of [scope.region, scope.service, scope.terminator]) key = hmac(key, part);
  return hmac(key, policy).toString("hex");
}

/** Sends a form as a browser does. */
export async function sendForm(
  server: DevS3,
  bucket: string,
  form: SignedForm,
): Promise<{ status: number; text: string; headers: Headers }> {
  const data = new FormData();
  for (const [name, value] of form.fields) data.append(name, value);
  data.append("file", new Blob([new Uint8Array(form.body)]), form.fileName);
  const response = await fetch(`${server.endpoint}/${bucket}`, {
    method: "POST",
    body: data,
    redirect: "manual",
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Replaces the value of a field that is there already. */
export function withField(form: SignedForm, name: string, value: string): SignedForm {
  const fields = form.fields.map((field): [string, string] =>
    field[0] === name ? [name, value] : field,
  );
  return { ...form, fields };
}

/** Leaves a field out. */
export function withoutField(form: SignedForm, name: string): SignedForm {
  return { ...form, fields: form.fields.filter((field) => field[0] !== name) };
}

/** Adds a field, also one that is there already. */
export function withExtraField(form: SignedForm, name: string, value: string): SignedForm {
  return { ...form, fields: [...form.fields, [name, value]] };
}
