import type { UploadItem } from "@picket/upload-core/client";
import { expect, test } from "vitest";
import type { FoundFile } from "./find-files.ts";
import { sumProgress } from "./sum-progress.ts";

const file: FoundFile = { path: "/a", label: "a", sizeBytes: 100, modifiedAtMs: 1, isNamed: true };
const facts = { id: 1, name: "a", sizeBytes: 100, file: null, attempt: 2 };

function sentBytes(item: UploadItem<unknown>): number {
  return sumProgress([file], new Map(), [{ file, item }]).sentBytes;
}

test("bytes count as sent while they are, and all of them once they have arrived", () => {
  expect(sentBytes({ ...facts, status: "uploading", loadedBytes: 40 })).toBe(40);
  expect(sentBytes({ ...facts, status: "verifying" })).toBe(100);
});

test("while the server is asked what arrived in an earlier try, nothing counts", () => {
  expect(sentBytes({ ...facts, status: "ticketing" })).toBe(0);
});
