import { expect, test } from "vitest";
import { createRandomPool } from "./random-pool.ts";

test("gives as much as was asked for, and nothing twice", () => {
  const random = createRandomPool();
  const given = Array.from({ length: 1000 }, () => Buffer.from(random(16)).toString("hex"));
  expect(new Set(given).size).toBe(1000);
  expect(given.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(random(10_000).byteLength).toBe(10_000);
});
