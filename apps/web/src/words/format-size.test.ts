import { describeRefusal } from "@picket/upload-core/client";
import { expect, test } from "vitest";
import { formatLimit, formatSize } from "./format-size.ts";

const sizes = [1, 1024, 655_361, 2_202_009, 15 * 1024 * 1024, 15 * 1024 * 1024 + 1, 200_000_000];

test("a size has the unit that leaves it readable, and is never less than it is", () => {
  expect(sizes.map((size) => formatSize(size, "en-GB"))).toEqual([
    "1 B",
    "1 kB",
    "641 kB",
    "2.1 MB",
    "15 MB",
    "15.1 MB",
    "190.8 MB",
  ]);
  expect(formatSize(2_202_009, "de-DE")).toBe("2,1 MB");
});

test("a limit never promises more than is allowed, and none reads as nothing", () => {
  const limits = [500_000, 1_900_000, 15 * 1024 * 1024];
  expect(limits.map((limit) => formatLimit(limit, "en-GB"))).toEqual(["488 kB", "1.8 MB", "15 MB"]);
});

test("a row, the hint and a message say the same of one size", () => {
  for (const size of sizes) {
    const details = { sizeBytes: size + 1, maxSizeBytes: size };
    expect(describeRefusal({ code: "FILE_TOO_LARGE", details })).toContain(
      `has ${formatSize(size + 1, "en-GB")}; the limit is ${formatLimit(size, "en-GB")}.`,
    );
  }
});
