import { expect, test } from "vitest";
import { codes } from "../test/sample-refusals.ts";
import { errorTable } from "./error-table.ts";
import { isUploadError, parseRefusal, uploadError, UploadError } from "./upload-error.ts";

test("a refusal survives the wire; anything else is not taken for one", () => {
  const { refusal } = new UploadError({ code: "TOO_MANY_FILES", details: { maxFiles: 3 } });
  expect(parseRefusal(JSON.parse(JSON.stringify(refusal)))).toEqual(refusal);
  for (const other of [null, 1, "FILE_EMPTY", {}, { code: "toString" }, { code: "NOPE" }]) {
    expect(parseRefusal(other)).toBeNull();
  }
});

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
