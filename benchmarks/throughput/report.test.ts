import { expect, test } from "vitest";
import { describe, describeVerdict, summarize } from "./report.ts";

const rounds = [
  { round: 1, bare: 1, own: 1.1 },
  // A busy moment slows both down and changes no ratio.
  { round: 2, bare: 10, own: 11 },
  { round: 3, bare: 2, own: 2.4 },
];
const runs = rounds.flatMap(({ round, bare, own }) => [
  { name: "Picket" as const, round, seconds: own, cpu: cpuAt(0.9) },
  { name: "bare XHR" as const, round, seconds: bare, cpu: cpuAt(0.5) },
]);

test("each contender is compared with bare XHR of the same round", () => {
  const [picket, bare] = summarize(runs);
  expect(bare).toMatchObject({ name: "bare XHR", seconds: 2, ratio: 1, cpu: { load: 0.5 } });
  expect(picket).toMatchObject({ name: "Picket", seconds: 2.4, cpu: { load: 0.9 } });
  expect(picket?.ratio).toBeCloseTo(1.1);
});

test("the table has the contenders in the order of the plan", () => {
  const plan = { fileCount: 100, sizeBytes: 2_000_000, rounds: 3 };
  const table = describe({ runs }, { ...plan, contenders: ["bare XHR", "Picket"] });
  const [, , ...rows] = table.split("\n");
  expect(rows.map((row) => row.replaceAll(/ +/g, " "))).toEqual([
    "| bare XHR | 2.00 | 100 | 1.00 | 10.0 | 5.0 | 50 % |",
    "| Picket | 2.40 | 83 | 1.10 | 10.0 | 5.0 | 90 % |",
  ]);
});

test.each([
  { seconds: 1.1, load: 0.9, verdict: "the bar is 1.10." },
  { seconds: 1.5, load: 0.9, verdict: "The limit is the processor" },
  { seconds: 1.5, load: 0.4, verdict: "The limit is waiting" },
])("$seconds times as long with $load of the cores: $verdict", ({ seconds, load, verdict }) => {
  const two = [
    { name: "bare XHR" as const, round: 1, seconds: 1, cpu: cpuAt(0.5) },
    { name: "Picket" as const, round: 1, seconds, cpu: cpuAt(load) },
  ];
  expect(describeVerdict({ runs: two })).toContain(verdict);
});

function cpuAt(load: number) {
  return { browserSeconds: 1, serverSeconds: 0.5, load };
}
