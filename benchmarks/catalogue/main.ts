/** `pnpm --filter benchmarks catalogue`: prints how much slower a shop of a million images is than one of ten thousand. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { findFullScans } from "./plan.ts";
import { bar, describe, summarize, type Comparison } from "./report.ts";
import { askVersion, seedShop, type SeededShop } from "./seeded-shop.ts";
import { measureStep, statementsOf, steps } from "./workload.ts";

const { values } = parseArgs({
  options: {
    small: { type: "string", default: "10000" },
    large: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "8" },
    /** of each step, in each shop, a round */
    samples: { type: "string", default: "100" },
  },
});

const serverUrl = process.env["TEST_DATABASE_URL"];
if (!serverUrl)
  throw new Error("Run it by `pnpm --filter benchmarks catalogue`, which brings a Postgres.");
const shops: SeededShop[] = [];
try {
  for (const imageCount of [values.small, values.large]) {
    const startedAtMs = performance.now();
    shops.push(await seedShop(serverUrl, Number(imageCount)));
    const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(0);
    process.stderr.write(`${imageCount} images seeded in ${seconds} s\n`);
  }
  const [small, large] = shops;
  if (!small || !large) throw new Error("Both shops were seeded.");
  const summaries = (await compare(small, large)).map(summarize);
  const [cpu] = cpus();
  process.stdout.write(
    `\nOne shop of ${small.imageCount} and one of ${large.imageCount} images, Postgres ${await askVersion(serverUrl)}, ` +
      `Node ${process.versions.node}, ${cpus().length} × ${cpu?.model.trim()}\n\n` +
      `${describe(summaries, { small: values.small, large: values.large })}\n\n`,
  );
  const problems = [
    ...summaries.flatMap(({ name, ratio }) =>
      ratio > bar ? [`${name}: ${ratio.toFixed(2)} times as long; the bar is ${bar}`] : [],
    ),
    ...(await findFullScansOf(large)),
  ];
  process.stdout.write(
    problems.length === 0
      ? `Within ${bar} times everywhere, and no statement reads a table from end to end.\n`
      : `${problems.join("\n")}\n`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  for (const shop of shops) await shop.close();
}

/** The shops take turns, so that whatever else the machine does slows both down. */
async function compare(small: SeededShop, large: SeededShop): Promise<Comparison[]> {
  const comparisons = steps.map(({ name }): Comparison => ({ name, smallMs: [], largeMs: [] }));
  const samples = Number(values.samples);
  // The first round warms up.
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const [at, step] of steps.entries()) {
      const smallMs = await measureStep(step, small, samples);
      const largeMs = await measureStep(step, large, samples);
      if (round === 0) continue;
      comparisons[at]?.smallMs.push(...smallMs);
      comparisons[at]?.largeMs.push(...largeMs);
    }
  }
  return comparisons;
}

async function findFullScansOf(shop: SeededShop): Promise<string[]> {
  const found: string[] = [];
  for (const step of steps) {
    for (const statement of await statementsOf(step, shop)) {
      const tables = findFullScans(await shop.explain(statement));
      found.push(...tables.map((table) => `${step.name} reads all of ${table}: ${statement.sql}`));
    }
  }
  return found;
}
