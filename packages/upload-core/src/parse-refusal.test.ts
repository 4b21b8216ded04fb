import { expect, test } from "vitest";
import { codes, samplesOf } from "../test/sample-refusals.ts";
import { describeRefusal } from "./messages/describe-refusal.ts";
import { parseRefusal } from "./parse-refusal.ts";
import { UploadError } from "./upload-error.ts";

test("a refusal survives the wire; anything else is not taken for one", () => {
  const { refusal } = new UploadError({ code: "TOO_MANY_FILES", details: { maxFiles: 3 } });
  expect(parseRefusal(JSON.parse(JSON.stringify(refusal)))).toEqual(refusal);
  for (const other of [null, 1, "FILE_EMPTY", {}, { code: "toString" }, { code: "NOPE" }]) {
    expect(parseRefusal(other)).toBeNull();
  }
});

test("a refusal of each shape survives the wire, and none of them without what its texts need", () => {
  for (const refusal of codes.flatMap(samplesOf)) {
    expect(parseRefusal(JSON.parse(JSON.stringify(refusal)))).toEqual(refusal);
  }
  const wrongs = [null, "text", [], {}, NaN, undefined];
  const changed = codes
    .flatMap(samplesOf)
    .flatMap(({ code, details }) =>
      Object.keys(details).flatMap((name) =>
        wrongs.map((wrong) => parseRefusal({ code, details: { ...details, [name]: wrong } })),
      ),
    );
  const told = changed.flatMap((refusal) => (refusal ? describeRefusal(refusal) : []));
  expect(told.length).toBeLessThan(changed.length / 4);
  for (const text of told) expect(text).not.toMatch(/undefined|NaN|object/);
  const broken = [
    ["FILE_TOO_LARGE", { sizeBytes: 1 }],
    ["FILE_TOO_LARGE", { sizeBytes: "1", maxSizeBytes: 2 }],
    ["FILE_TYPE_NOT_ALLOWED", { actualType: "image/gif" }],
    ["FILE_TYPE_NOT_ALLOWED", { actualType: null, allowedTypes: [1] }],
    ["FILE_TYPE_NOT_ALLOWED", { actualType: 7, allowedTypes: [] }],
    ["IMAGE_DIMENSIONS", { width: 1, height: 1, max: 1, limit: "depth" }],
    ["TOO_MANY_FILES", undefined],
    ["RATE_LIMITED", { retryAfterMs: null }],
    ["SERVER_UNREACHABLE", { retryAfterMs: "soon" }],
    ["STORAGE_UNAVAILABLE", { retryAfterMs: Infinity }],
  ];
  for (const [code, details] of broken) expect(parseRefusal({ code, details })).toBeNull();
});
