/** `pnpm --filter benchmarks throughput`: prints how much slower than bare XHR the engine and its peers are. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureThroughput, type Line, type Plan } from "./measure-throughput.ts";
import { describe, describePhases, describeVerdict } from "./report.ts";

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "100" },
    rounds: { type: "string", default: "5" },
    /** this line only, instead of loopback and then 200 Mbit/s; 0: loopback only */
    megabits: { type: "string" },
    /** of the line, for each request */
    latency: { type: "string", default: "20" },
  },
});

for (const line of lines()) {
  const plan: Plan = {
    fileCount: Number(values.files),
    sizeBytes: 2_000_000,
    rounds: Number(values.rounds),
    ...(line && { line }),
  };
  const measurement = await measureThroughput(plan);
  const { browserVersion, hashMegabytesPerSecond } = measurement;
  const cores = cpus();
  process.stdout.write(
    `\n${plan.fileCount} files of 2 MB, 3 at a time, ` +
      `${line ? `${line.megabitsPerSecond} Mbit/s and ${line.latencyMs} ms` : "loopback"}; ` +
      `medians of ${plan.rounds} rounds. Chromium ${browserVersion} ` +
      `(SHA-256: ${hashMegabytesPerSecond.toFixed(0)} MB/s), ` +
      `Node ${process.versions.node}, ${cores.length} × ${cores[0]?.model.trim()}\n\n` +
      `${describe(measurement, plan)}\n\n` +
      `${describePhases(measurement)}\n${describeVerdict(measurement)}\n`,
  );
}

function lines(): Array<Line | null> {
  const latencyMs = Number(values.latency);
  if (values.megabits === undefined) return [null, { megabitsPerSecond: 200, latencyMs }];
  const megabitsPerSecond = Number(values.megabits);
  return [megabitsPerSecond > 0 ? { megabitsPerSecond, latencyMs } : null];
}
