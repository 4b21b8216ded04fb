import { expect, test } from "vitest";
import { describeError } from "./describe-error.ts";

test("an error is told by names and codes down to its cause, and by where it happened", () => {
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const refusal = Object.assign(new Error("no", { cause }), { name: "UploadError" });
  expect(describeError(refusal)).toMatch(
    /^UploadError < Error code=ECONNREFUSED at .*describe-error\.test\.ts:\d+:\d+/,
  );
});

test("an answer of the store is told with its status", () => {
  const error = Object.assign(new Error(""), {
    name: "NoSuchBucket",
    $metadata: { httpStatusCode: 404 },
  });
  expect(describeError(error)).toMatch(/^NoSuchBucket status=404/);
});

test("no message gets in: it may quote parameters, keys, names or cookies", () => {
  const cause = new Error("duplicate key\n    at mum's photo.jpg");
  const error = new Error("Failed query: insert\nparams: claim.signature,photo.jpg", { cause });
  error.name = "DrizzleQueryError";
  expect(describeError(error)).not.toMatch(/photo|claim|signature|params|value/);
  expect(describeError("a cookie")).toBe("string");
});
