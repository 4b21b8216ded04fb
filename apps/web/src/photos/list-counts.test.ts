import { expect, test } from "vitest";
import { english } from "../words/english.ts";
import { testItem } from "../../test/test-item.ts";
import { countItems, summarize } from "./list-counts.ts";

const refusal = { code: "NETWORK", details: {} } as const;
const items = [
  testItem({ status: "uploading", loadedBytes: 1 }),
  testItem({ status: "verifying" }),
  testItem({ status: "published", data: null }),
  testItem({ status: "failed", refusal }),
  testItem({ status: "canceled" }),
  testItem({ status: "rejected", refusal: { code: "FILE_EMPTY", details: {} } }),
  testItem({ status: "rejected", refusal: { code: "FILE_LOST", details: {} } }, { file: null }),
  testItem({ status: "paused" }, { file: null }),
];

test("counts every item where it is, and of those on their way what waits and what has arrived", () => {
  expect(countItems(items)).toEqual({
    pending: 3,
    waiting: 1,
    verifying: 1,
    published: 1,
    failed: 1,
    rejected: 1,
    lost: 1,
    canceled: 1,
  });
});

test("says the whole list in one line, without its zeros", () => {
  expect(summarize(countItems(items), english.list.counts)).toBe(
    "2 on the way, 1 waiting, 1 published, 1 to try again, 1 refused, 1 to choose again, 1 canceled",
  );
});
