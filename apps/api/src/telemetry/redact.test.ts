import { DrizzleQueryError } from "drizzle-orm";
import { expect, test } from "vitest";
import { redact } from "./redact.ts";

test("what opens a door or names a person is taken out, however deep and in whatever spelling", () => {
  const form = { "X-Amz-Signature": "s", Policy: "p", status: "201" };
  expect(
    redact({
      status: 200,
      headers: { Cookie: "c", "Set-Cookie": ["c"], authorization: "a", accept: "*/*" },
      tickets: [{ claim: "c", form, file: { name: "mum.jpg", fileName: "m", sizeBytes: 1 } }],
      account: { email: "a@b.example", password: "p", sessionToken: "t" },
    }),
  ).toEqual({
    status: 200,
    headers: {
      Cookie: "[redacted]",
      "Set-Cookie": "[redacted]",
      authorization: "[redacted]",
      accept: "*/*",
    },
    tickets: [
      {
        claim: "[redacted]",
        form: { "X-Amz-Signature": "[redacted]", Policy: "[redacted]", status: "201" },
        file: { name: "[redacted]", fileName: "[redacted]", sizeBytes: 1 },
      },
    ],
    account: { email: "[redacted]", password: "[redacted]", sessionToken: "[redacted]" },
  });
});

test("an object that contains itself ends", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  expect(JSON.stringify(redact(circle))).toContain("too deep");
});

test("an error is described under whatever name, without its message and what it carries", () => {
  const query = new DrizzleQueryError("select $1", ["mum.jpg"], new Error("mum.jpg"));
  const text = JSON.stringify(redact({ reason: query, list: [{ why: query }], error: query }));
  expect(text).not.toContain("mum.jpg");
  expect(text.match(/Error < Error at /g)).toHaveLength(3);
});

test("a signed URL loses what signs it, wherever it is written", () => {
  const url = "https://s3.example/a?X-Amz-Credential=c%2Fd&x=1&X-Amz-Signature=abc123";
  expect(redact({ url, event: `PUT ${url} failed` })).toEqual({
    url: "https://s3.example/a?X-Amz-Credential=[redacted]&x=1&X-Amz-Signature=[redacted]",
    event:
      "PUT https://s3.example/a?X-Amz-Credential=[redacted]&x=1&X-Amz-Signature=[redacted] failed",
  });
});
