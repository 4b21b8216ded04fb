import { expect, test } from "vitest";
import { testItem } from "../../test/test-item.ts";
import { countItems, summarize } from "./list-counts.ts";

const refusal = { code: "NETWORK", details: {} } as const;
const items = [
  testItem({ status: "uploading", loadedBytes: 1 }),
  testItem({ status: "verifying" }),
  testItem({ status: "published", data: null }),
  testItem({ status: "failed", refusal }),
  testItem({ status: "canceled" }),
];

test("what has reached the storage is no longer at risk when the page is closed", () => {
  expect(countItems(items)).toEqual({
    pending: 2,
    published: 1,
    failed: 1,
    rejected: 0,
    atRisk: 1,
  });
});

test("says the whole list in one line, without its zeros", () => {
  expect(summarize(countItems(items))).toBe("2 on the way, 1 published, 1 to try again");
});
