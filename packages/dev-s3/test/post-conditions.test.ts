/** POST Object: each condition of the policy changed, dropped, doubled, added. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { draftForm, signForm, withField, withoutField } from "./post-form.ts";
import { bucket, denied, refuseForms } from "./refused-forms.ts";

const signatureFields = ["x-amz-algorithm", "x-amz-credential", "x-amz-date"];
const { expectRefusal, server, signed, withPolicy } = refuseForms();

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

  test.each(conditioned.map(([name]) => name).filter((name) => name !== "key"))(
    "on %s refuses a form without that field",
    async (name) => {
      const text = await expectRefusal(withoutField(signed(), name), {
        ...denied,
        message: /Policy Condition failed/,
      });
      expect(text).toContain(`&quot;$${name.toLowerCase()}&quot;`);
    },
  );

  test("on the key refuses a form without key", async () => {
    await expectRefusal(withoutField(signed(), "key"), denied);
  });

  test.each([...conditioned.map(([name]) => name), "bucket", ...signatureFields])(
    "on %s cannot be left out: the field would be an extra one",
    async (name) => {
      const draft = draftForm(server(), bucket);
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
