import { expect, test } from "vitest";
import { describeVerdict, summarize } from "./report.ts";

test("each contender is compared with bare XHR of the same round", () => {
  const rounds = [
    { round: 1, bare: 1, own: 1.1 },
    // A busy moment slows both down and changes no ratio.
    { round: 2, bare: 10, own: 11 },
    { round: 3, bare: 2, own: 2.4 },
  ];
  const runs = rounds.flatMap(({ round, bare, own }) => [
    { name: "bare XHR" as const, round, seconds: bare, cpuLoad: 0.5 },
    { name: "Picket" as const, round, seconds: own, cpuLoad: 0.9 },
  ]);
  const [bare, picket] = summarize({ runs });
  expect(bare).toMatchObject({ name: "bare XHR", seconds: 2, ratio: 1, cpuLoad: 0.5 });
  expect(picket).toMatchObject({ name: "Picket", seconds: 2.4, cpuLoad: 0.9 });
  expect(picket?.ratio).toBeCloseTo(1.1);
});

test.each([
  { seconds: 1.1, cpuLoad: 0.9, verdict: "the bar is 1.10." },
  { seconds: 1.5, cpuLoad: 0.9, verdict: "The limit is the processor" },
  { seconds: 1.5, cpuLoad: 0.4, verdict: "The limit is waiting" },
])("$seconds times as long with $cpuLoad of the cores: $verdict", ({ verdict, ...run }) => {
  const runs = [
    { name: "bare XHR" as const, round: 1, seconds: 1, cpuLoad: 0.5 },
    { name: "Picket" as const, round: 1, ...run },
  ];
  expect(describeVerdict({ runs })).toContain(verdict);
});
