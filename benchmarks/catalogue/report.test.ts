import { expect, test } from "vitest";
import { describe, quantile, summarize } from "./report.ts";

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test("a quantile is a value that was measured", () => {
  expect(quantile(upTo(100), 0.95)).toBe(96);
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([7], 0.95)).toBe(7);
  expect(quantile([], 0.95)).toBeNaN();
});

test("the ratio is that of the p95", () => {
  const summary = summarize({ name: "reorder", smallMs: upTo(20), largeMs: upTo(60) });
  expect(summary.ratio).toBeCloseTo(58 / 20);
  expect(describe([summary], { small: "10k", large: "1M" })).toBe(
    [
      "| ms | 10k: median | p95 | 1M: median | p95 | ratio: median | p95 |",
      "| --- | ----------: | --: | ---------: | --: | ------------: | --: |",
      "| reorder | 11.00 | 20.00 | 31.00 | 58.00 | 2.82 | 2.90 |",
    ].join("\n"),
  );
});
