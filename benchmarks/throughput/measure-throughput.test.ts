import { expect, test } from "vitest";
import { measureThroughput, type Plan } from "./measure-throughput.ts";
import { describe, describePhases } from "./report.ts";

test("every contender brings three files into storage", async () => {
  const contenders: Plan["contenders"] = [
    "bare XHR",
    "Picket",
    "better-upload",
    "Uppy",
    "Picket, sending only",
  ];
  const plan = { contenders, fileCount: 3, sizeBytes: 100_000, rounds: 1 };
  const measurement = await measureThroughput(plan);
  expect(measurement.runs.map(({ name }) => name).toSorted()).toEqual(contenders.toSorted());
  for (const { seconds } of measurement.runs) expect(seconds).toBeGreaterThan(0);
  expect(measurement.phases["uploading"]).toHaveLength(3);
  for (const name of contenders) expect(describe(measurement, plan)).toContain(name);
  expect(describePhases(measurement)).toContain("uploading");
});
