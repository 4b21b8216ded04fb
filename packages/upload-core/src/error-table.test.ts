import { expect, test } from "vitest";
import { errorTable, isFilesFault, isFinal, type UploadErrorCode } from "./error-table.ts";

// The table's own keys.
const codes = Object.keys(errorTable) as UploadErrorCode[];

test("an upload is not ended by what may pass, nor by who has to sign in, nor by the storage's settings", () => {
  expect(codes.filter((code) => !isFinal(code))).toEqual([
    "UNAUTHORIZED",
    "RATE_LIMITED",
    "SERVER_UNREACHABLE",
    "NETWORK",
    "STORAGE_UNAVAILABLE",
    "STORAGE_REFUSED",
    "TICKET_EXPIRED",
    "OBJECT_MISSING",
    "INTERNAL",
  ]);
});

test("of what ends it, all but a few are the file's own fault", () => {
  expect(codes.filter((code) => isFinal(code) && !isFilesFault(code))).toEqual([
    "INSECURE_CONTEXT",
    "INPUT_INVALID",
    "FORBIDDEN",
    "QUOTA_EXCEEDED",
    "CLAIM_INVALID",
  ]);
});
