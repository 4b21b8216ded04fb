/** POST Object: fields that no form should have. */
import { describe, expect, test } from "vitest";
import { withExtraField } from "./post-form.ts";
import { bucket, denied, invalidArgument, refuseForms } from "./refused-forms.ts";
import { xmlText } from "./start-dev-s3.ts";

const { expectRefusal, server, signed } = refuseForms();

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
    const answer = await fetch(`${server().endpoint}/${bucket}`, { method: "POST", body: data });
    expect(answer.status).toBe(403);
    expect(xmlText(await answer.text(), "Message")).toMatch(/Extra input fields: attachment/);
  });

  const rightForm = [
    "key",
    "Content-Type",
    "success_action_status",
    "policy",
    "x-amz-algorithm",
    "x-amz-checksum-algorithm",
    "x-amz-checksum-sha256",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-meta-claim",
    "x-amz-signature",
  ];

  test("of a right form is one of those that the next test sends twice", () => {
    expect(signed().fields.map(([name]) => name)).toEqual(expect.arrayContaining(rightForm));
    expect(signed().fields).toHaveLength(rightForm.length);
  });

  test.each(rightForm)("named %s is refused when it comes twice", async (name) => {
    const form = signed();
    const [, value] = form.fields.find(([field]) => field === name)!;
    await expectRefusal(withExtraField(form, name, value), invalidArgument);
  });

  test("that comes twice is refused although both conditions on it would be met", async () => {
    const form = signed((draft) => {
      draft.fields.push(["Content-Type", "image/png"]);
      draft.conditions.push({ "Content-Type": "image/png" });
    });
    await expectRefusal(form, invalidArgument);
  });

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
