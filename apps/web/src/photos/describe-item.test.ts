import { expect, test } from "vitest";
import { english } from "../words/english.ts";
import { testItem } from "../../test/test-item.ts";
import { describeItem } from "./describe-item.ts";

type Item = Parameters<typeof describeItem>[0];
const describe = (item: Item) => describeItem(item, english, "connection");

test("counts percent while bytes flow and calls the rest finishing, never 100 %", () => {
  const uploading = (loadedBytes: number) =>
    describe(testItem({ status: "uploading", loadedBytes }));
  expect(uploading(0)).toMatchObject({ progress: 0, text: "Uploading, 0 %" });
  expect(uploading(999)).toMatchObject({ progress: 99, text: "Uploading, 99 %" });
  expect(uploading(1000)).toMatchObject({ progress: "finishing", text: "Finishing…" });
  expect(describe(testItem({ status: "verifying" }))).toMatchObject({ progress: "finishing" });
});

test("what is being verified cannot be canceled, because it may be public already", () => {
  expect(describe(testItem({ status: "verifying" })).actions).toEqual([]);
});

test("what waits says for what: for the connection, or for the person who paused it", () => {
  const paused = testItem({ status: "paused" });
  expect(describeItem(paused, english, "connection").text).toBe("Waiting for the connection");
  expect(describeItem(paused, english, "person").text).toBe("Paused");
});

test("a refused file can only be removed, a failed one tried again, a published one left alone", () => {
  const refusal = { code: "FILE_EMPTY", details: {} } as const;
  expect(describe(testItem({ status: "rejected", refusal }))).toMatchObject({
    tone: "bad",
    text: "This file is empty. Choose the photo again.",
    actions: ["remove"],
  });
  expect(describe(testItem({ status: "failed", refusal })).actions).toEqual(["retry", "remove"]);
  expect(describe(testItem({ status: "published", data: null }))).toMatchObject({
    tone: "good",
    actions: [],
  });
});

test("a photo that a reload has lost is asked for, and cannot be tried again without its file", () => {
  const refusal = { code: "FILE_LOST", details: {} } as const;
  const lost = describe(testItem({ status: "rejected", refusal }, { file: null }));
  expect(lost).toMatchObject({
    text: "Choose this photo again",
    actions: ["remove"],
  });
  expect(describe(testItem({ status: "canceled" })).actions).toEqual(["retry", "remove"]);
  const canceled = describe(testItem({ status: "canceled" }, { file: null }));
  expect(canceled.actions).toEqual(["remove"]);
});

test("after a reload of the page nothing is called kept or finishing before the server has said so", () => {
  const asking = { status: "ticketing" } as const;
  expect(describe(testItem(asking)).text).toBe("Starting…");
  expect(describe(testItem(asking, { file: null })).text).toBe("Looking whether it has arrived…");
  const refusal = { code: "SERVER_UNREACHABLE", details: {} } as const;
  const failed = { status: "failed", refusal } as const;
  expect(describe(testItem(failed)).text).toBe(
    "The shop's server does not answer. Your photo stays in the list; try again.",
  );
  expect(describe(testItem(failed, { file: null }))).toMatchObject({
    text: "It is not known yet whether this photo has arrived. Try again.",
    actions: ["retry", "remove"],
  });
});
