import { expect, test } from "vitest";
import { errorTable, type UploadErrorCode } from "./error-table.ts";
import { describeRefusal } from "./messages.ts";
import { parseRefusal, uploadError, UploadError, isUploadError } from "./upload-error.ts";

const details: Record<string, object> = {
  FILE_TOO_LARGE: { sizeBytes: 15_728_641, maxSizeBytes: 15_728_640 },
  FILE_TYPE_NOT_ALLOWED: { actualType: null, allowedTypes: ["image/jpeg", "image/png"] },
  IMAGE_DIMENSIONS: { width: 10_000, height: 6000, limit: "pixels", max: 50_000_000 },
  TOO_MANY_FILES: { maxFiles: 20 },
  RATE_LIMITED: { retryAfterMs: 1500 },
};

test.each(Object.keys(errorTable))("%s has a sentence for people", (code) => {
  const refusal = parseRefusal({ code, details: details[code] ?? {} });
  const text = describeRefusal(refusal!);
  expect(text).toMatch(/^[A-Z].*\.$/s);
  expect(text).not.toMatch(/undefined|NaN|\[object|_/);
});

test("a file one byte over the limit is not said to have the limit's size", () => {
  const text = describeRefusal({
    code: "FILE_TOO_LARGE",
    details: { sizeBytes: 15_728_641, maxSizeBytes: 15_728_640 },
  });
  expect(text).toContain("15.1 MB; the limit is 15 MB");
});

test("an iPhone owner is told what to do with HEIC", () => {
  const text = describeRefusal({
    code: "FILE_TYPE_NOT_ALLOWED",
    details: { actualType: "image/heic", allowedTypes: ["image/jpeg"] },
  });
  expect(text).toContain("Settings › Camera › Formats › Most Compatible");
});

test("a wrong type is named together with what is wanted", () => {
  const text = describeRefusal({
    code: "FILE_TYPE_NOT_ALLOWED",
    details: { actualType: "image/gif", allowedTypes: ["image/jpeg", "image/png", "image/webp"] },
  });
  expect(text).toBe("This is a GIF. Please choose a JPEG, a PNG or a WebP.");
});

test("texts can be replaced", () => {
  const german = { FILE_EMPTY: () => "Diese Datei ist leer." };
  expect(describeRefusal({ code: "FILE_EMPTY", details: {} }, german)).toBe(
    "Diese Datei ist leer.",
  );
});

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
  const retried = (Object.keys(errorTable) as UploadErrorCode[]).filter(
    (code) => errorTable[code].stage === "prepare" && errorTable[code].retry !== "never",
  );
  expect(retried).toEqual([]);
});
