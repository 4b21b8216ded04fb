/** `pnpm --filter api soak:net [--uploads 500] [--share 0.05] [--seed 1]`: prints what broke and what was published all the same. */
import { parseArgs } from "node:util";
import { runNetSoak } from "./run-net-soak.ts";

// Its advice about the Node of 2027 is for our lockfile.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const { values } = parseArgs({
  options: {
    uploads: { type: "string", default: "500" },
    share: { type: "string", default: "0.05" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
log(`${values.uploads} uploads, a fault for ${values.share} of the requests, seed ${values.seed}`);
const startedAt = performance.now();
const report = await runNetSoak({
  uploads: Number(values.uploads),
  share: Number(values.share),
  seed: Number(values.seed),
  log,
});
for (const [name, value] of Object.entries(report)) {
  log(`${name.padEnd(14)} ${typeof value === "number" ? value : JSON.stringify(value)}`);
}
log(`seconds        ${Math.round((performance.now() - startedAt) / 1000)}`);
const isWhole = report.imageRows === report.published && report.publicImages === report.published;
if (report.published < report.uploads * 0.999 || !isWhole) process.exitCode = 1;
