import { expect, test } from "vitest";
import { testItem } from "../../test/test-item.ts";
import { announceChanges } from "./announce.ts";

const waiting = [
  testItem({ status: "queued" }),
  testItem({ status: "queued" }, { id: 2, name: "oak.png" }),
];
const published = testItem({ status: "published", data: null });
const refused = testItem(
  { status: "rejected", refusal: { code: "IMAGE_ANIMATED", details: {} } },
  { id: 2, name: "oak.png" },
);

test("says how many files were added", () => {
  expect(announceChanges([], waiting)).toBe("2 files added.");
  expect(announceChanges([], waiting.slice(1))).toBe("1 file added.");
});

test("is silent while bytes flow", () => {
  const uploading = [testItem({ status: "uploading", loadedBytes: 10 }), waiting[1]!];
  const further = [testItem({ status: "uploading", loadedBytes: 900 }), waiting[1]!];
  expect(announceChanges(waiting, uploading)).toBe("");
  expect(announceChanges(uploading, further)).toBe("");
});

test("says each result once, and the whole when the last one is settled", () => {
  const first = [published, waiting[1]!];
  expect(announceChanges(waiting, first)).toBe("mug.jpg: Published");
  expect(announceChanges(first, first)).toBe("");
  expect(announceChanges(first, [published, refused])).toBe(
    "oak.png: This image is animated. Please choose a still picture. All done: 1 published, 1 refused.",
  );
});

test("says nothing about rows that are taken out of the list", () => {
  expect(announceChanges([published, refused], [refused])).toBe("");
});
