/** POST Object: a file of another size or content than the policy says. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { withField } from "./post-form.ts";
import { refuseForms } from "./refused-forms.ts";
import { xmlText } from "./start-dev-s3.ts";

const { expectRefusal, signed } = refuseForms();

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
