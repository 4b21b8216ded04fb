/** `pnpm --filter benchmarks tickets`: tickets a second over HTTP, beside the blog's way and better-upload. */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { startContenders } from "./contenders.ts";
import { measureTickets } from "./measure-tickets.ts";
import { describe } from "./report.ts";

// What the SDK says about the Node releases of 2027 says nothing about this run.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    "warm-up": { type: "string", default: "5" },
  },
});

const loadBefore = loadavg()[0] ?? 0;
const { contenders, close } = await startContenders();
try {
  const runs = await measureTickets(contenders, {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    warmUpSeconds: Number(values["warm-up"]),
  });
  const cores = cpus();
  process.stdout.write(
    `\n${values.seconds} s a run, 10 connections; medians of ${values.rounds} rounds. ` +
      `Node ${process.versions.node}, ${cores.length} × ${cores[0]?.model.trim()}, ` +
      `load before ${loadBefore.toFixed(1)}\n\n${describe(runs)}\n`,
  );
} finally {
  await close();
}
