import { expect, test } from "vitest";
import { findFullScans } from "./plan.ts";

const planOf = (inner: object) => [
  {
    Plan: {
      "Node Type": "Limit",
      Plans: [
        { "Node Type": "Seq Scan", "Relation Name": "shop_members" },
        { "Node Type": "Nested Loop", Plans: [inner] },
      ],
    },
  },
];

test("a table that grows and is read from end to end is found, however deep in the plan", () => {
  const inner = { "Node Type": "Seq Scan", "Relation Name": "product_images" };
  expect(findFullScans(planOf(inner))).toEqual(["product_images"]);
});

test("an index is no full scan, nor is a table of a few rows", () => {
  const inner = { "Node Type": "Index Scan", "Relation Name": "product_images" };
  expect(findFullScans(planOf(inner))).toEqual([]);
});
