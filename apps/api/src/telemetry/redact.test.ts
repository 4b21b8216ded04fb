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

test("an error is left to be described", () => {
  const error = new Error("photo.jpg");
  expect(redact({ error })["error"]).toBe(error);
});
