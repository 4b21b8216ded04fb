import { expect, test } from "vitest";
import { describeItem } from "./describe-item.ts";
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

test("a photo that a reload has lost is asked for, and cannot be tried again without its file", () => {
  const refusal = { code: "FILE_LOST", details: {} } as const;
  const lost = describeItem(testItem({ status: "rejected", refusal }, { file: null }));
  expect(lost).toMatchObject({
    text: "Choose this photo again",
    actions: ["remove"],
  });
  expect(describeItem(testItem({ status: "canceled" })).actions).toEqual(["retry", "remove"]);
  const canceled = describeItem(testItem({ status: "canceled" }, { file: null }));
  expect(canceled.actions).toEqual(["remove"]);
});

test("after a reload of the page nothing is called kept or finishing before the server has said so", () => {
  const asking = { status: "ticketing" } as const;
  expect(describeItem(testItem(asking)).text).toBe("Starting…");
  expect(describeItem(testItem(asking, { file: null })).text).toBe(
    "Looking whether it has arrived…",
  );
  const refusal = { code: "SERVER_UNREACHABLE", details: {} } as const;
  const failed = { status: "failed", refusal } as const;
  expect(describeItem(testItem(failed)).text).toBe(
    "The shop's server does not answer. Your photo stays in the list; try again.",
  );
  expect(describeItem(testItem(failed, { file: null }))).toMatchObject({
    text: "It is not known yet whether this photo has arrived. Try again.",
    actions: ["retry", "remove"],
  });
});
