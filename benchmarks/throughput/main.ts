/** `pnpm --filter benchmarks throughput`: prints how much slower than bare XHR the engine and its peers are. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Line } from "./browser.ts";
import { measureThroughput, type Plan } from "./measure-throughput.ts";
import type { ContenderName } from "./page/page.ts";
import { describe, describePhases, describeVerdict } from "./report.ts";

const peers: ContenderName[] = ["bare XHR", "Picket", "better-upload", "Uppy"];

const steps: ContenderName[] = [
  "bare XHR",
  "Picket",
  "Picket, prepared before",
  "Picket, signed before",
  "Picket, not completed",
  "Picket, sending only",
];

// What the SDK says about the Node releases of 2027 says nothing about this run.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

// An exit, so that no temporary folder stays; the browser ends with its pipe.
process.once("SIGINT", () => process.exit(130));

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "100" },
    rounds: { type: "string", default: "5" },
    /** this line only, instead of loopback and then 200 Mbit/s; 0: loopback only */
    megabits: { type: "string" },
    /** of the line, for each request */
    latency: { type: "string", default: "20" },
    /** instead of the peers, Picket with single steps left out: what each of them costs */
    steps: { type: "boolean", default: false },
  },
});

for (const line of lines()) {
  const plan: Plan = {
    contenders: values.steps ? steps : peers,
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
