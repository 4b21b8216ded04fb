import type { UploaderStatus } from "@picket/upload-core/client";
import { expect, test } from "vitest";
import { english } from "../words/english.ts";
import { describeTotal } from "./describe-total.ts";

const MB = 1024 * 1024;

function describe(facts: {
  loadedBytes: number;
  totalBytes?: number;
  bytesPerSecond?: number;
  etaSeconds?: number | null;
  status?: UploaderStatus;
}) {
  const { loadedBytes, totalBytes = 40 * MB, bytesPerSecond = 0, etaSeconds = null } = facts;
  const progress = totalBytes > 0 ? loadedBytes / totalBytes : 0;
  const totals = { loadedBytes, totalBytes, progress, bytesPerSecond, etaSeconds };
  return describeTotal({ totals, status: facts.status ?? "pending" }, english);
}

const timeLeft = (etaSeconds: number) =>
  describe({ loadedBytes: MB, bytesPerSecond: MB, etaSeconds })?.parts.at(-1);

test("says how much of how much, how fast, and how long it takes", () => {
  const flowing = { loadedBytes: 12.3 * MB, bytesPerSecond: 1.2 * MB, etaSeconds: 19 };
  expect(describe(flowing)).toEqual({
    progress: 30,
    parts: ["12.3 of 40 MB", "1.2 MB/s", "about 20 s left"],
  });
});

test("on a stall neither a speed nor a time is made up", () => {
  expect(describe({ loadedBytes: 12.3 * MB })?.parts).toEqual(["12.3 of 40 MB"]);
});

test.each(["offline", "paused"] as const)("a list that is %s has no speed and no end", (status) => {
  const fading = { loadedBytes: 12.3 * MB, bytesPerSecond: MB, etaSeconds: 28, status };
  expect(describe(fading)?.parts).toEqual(["12.3 of 40 MB"]);
});

test("both amounts are in the unit of the whole, and the part never looks like it", () => {
  const parts = (loadedBytes: number, totalBytes: number) =>
    describe({ loadedBytes, totalBytes })?.parts;
  expect(parts(300 * 1024, 40 * MB)).toEqual(["0.2 of 40 MB"]);
  expect(parts(40 * MB - 1, 40 * MB)).toEqual(["39.9 of 40 MB"]);
  expect(parts(512, 300 * 1024)).toEqual(["0 of 300 kB"]);
  expect(parts(0, 700)).toEqual(["0 of 700 B"]);
});

test("a time left is rounded up, and less exact the longer it is", () => {
  expect([0, 5, 5.1, 58, 61, 3599, 3601, 9000].map(timeLeft)).toEqual([
    "a few seconds left",
    "a few seconds left",
    "about 10 s left",
    "about 60 s left",
    "about 2 min left",
    "about 60 min left",
    "about 2 h left",
    "about 3 h left",
  ]);
});

test("what is all sent is finishing and not done", () => {
  const sent = { loadedBytes: 40 * MB, bytesPerSecond: MB };
  expect(describe(sent)).toEqual({ progress: "finishing", parts: ["All sent, finishing…"] });
});

test("nothing is said as long as it is not known how much there is", () => {
  expect(describe({ loadedBytes: 0, totalBytes: 0 })).toBeNull();
});
