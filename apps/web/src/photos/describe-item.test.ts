import { expect, test } from "vitest";
import { describeItem, describeSize } from "./describe-item.ts";
import { testItem } from "../../test/test-item.ts";

test("counts percent while bytes flow and calls the rest finishing, never 100 %", () => {
  const uploading = (loadedBytes: number) =>
    describeItem(testItem({ status: "uploading", loadedBytes }));
  expect(uploading(0)).toMatchObject({ progress: 0, text: "Uploading, 0 %" });
  expect(uploading(999)).toMatchObject({ progress: 99, text: "Uploading, 99 %" });
  expect(uploading(1000)).toMatchObject({ progress: "finishing", text: "Finishing…" });
  expect(describeItem(testItem({ status: "verifying" }))).toMatchObject({ progress: "finishing" });
});

test("what is being verified cannot be canceled, because it may be public already", () => {
  expect(describeItem(testItem({ status: "verifying" })).actions).toEqual([]);
});

test("a refused file can only be removed, a failed one tried again, a published one left alone", () => {
  const refusal = { code: "FILE_EMPTY", details: {} } as const;
  expect(describeItem(testItem({ status: "rejected", refusal }))).toMatchObject({
    tone: "bad",
    text: "This file is empty. Choose the photo again.",
    actions: ["remove"],
  });
  expect(describeItem(testItem({ status: "failed", refusal })).actions).toEqual([
    "retry",
    "remove",
  ]);
  expect(describeItem(testItem({ status: "published", data: null }))).toMatchObject({
    tone: "good",
    actions: [],
  });
});

test("writes sizes as people read them, rounded up like those in the messages", () => {
  const sizes = [1, 655_360, 2_202_009, 15 * 1024 * 1024 + 1];
  expect(sizes.map(describeSize)).toEqual(["1 kB", "640 kB", "2.1 MB", "15.1 MB"]);
});
