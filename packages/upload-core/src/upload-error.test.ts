import { expect, test } from "vitest";
import { codes } from "../test/sample-refusals.ts";
import { errorTable } from "./error-table.ts";
import { isUploadError, uploadError } from "./upload-error.ts";

test("errors are told apart by code", () => {
  const error: unknown = uploadError("OBJECT_MISSING");
  expect(isUploadError(error, "OBJECT_MISSING")).toBe(true);
  expect(isUploadError(error, "OBJECT_MISMATCH")).toBe(false);
  expect(isUploadError(new Error("OBJECT_MISSING"))).toBe(false);
});

test("what is the person's to mend is never retried by the engine, but for passing troubles", () => {
  const retried = codes.filter(
    (code) => errorTable[code].stage === "prepare" && errorTable[code].retry !== "never",
  );
  expect(retried).toEqual([]);
});
