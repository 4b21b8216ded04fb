/** `pnpm size`: prints the table of sizes, fails over budget. `--write` puts it into the README, `--check` fails when that has another. */
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { hook, peers } from "./contenders.ts";
import { explain } from "./explain.ts";
import { agree, findTable, toTable, type Row } from "./table.ts";
import { weigh, type Weight } from "./weigh.ts";

const budgetBytes = 6000;
const readme = new URL("../../README.md", import.meta.url);

const { values } = parseArgs({
  options: { check: { type: "boolean" }, write: { type: "boolean" } },
});
const rows = await weighAll();
const table = toTable(rows);
process.stdout.write(`\n${table}\n`);

if (values.write) {
  const text = await readFile(readme, "utf8");
  await writeFile(
    readme,
    text.replace(findTable(text), () => table),
  );
}
if (values.check && !agree(findTable(await readFile(readme, "utf8")), table)) {
  fail("The README shows other sizes: run `pnpm size --write`.");
}

async function weighAll(): Promise<Row[]> {
  const weight = await weigh(hook.entry);
  // A worker that is not seen would not be weighed either.
  if (weight.workers.length === 0)
    throw new Error("Found no `new URL(…)` of a worker in the hook.");
  const bundles = [{ title: `**${hook.title}**`, weight }];
  for (const worker of weight.workers) {
    const title = `its \`${basename(worker, ".js")}\`, loaded with the first file`;
    bundles.push({ title, weight: await weigh(worker) });
  }
  const later = bundles.flatMap((bundle) => bundle.weight.later);
  bundles.forEach(keepBudget);
  return [
    ...bundles.map(({ title, weight: { bytes } }) => ({ title, bytes })),
    ...later.map(({ name, bytes }) => ({
      title: `its \`${name}\`, loaded only where it is needed`,
      bytes,
    })),
    ...(await Promise.all(
      peers.map(async ({ title, entry }) => ({ title, bytes: (await weigh(entry)).bytes })),
    )),
  ];
}

function keepBudget({ title, weight }: { title: string; weight: Weight }): void {
  const overBytes = weight.bytes - budgetBytes;
  if (overBytes <= 0) {
    process.stdout.write(`${title}: ${weight.bytes} of ${budgetBytes} bytes\n`);
    return;
  }
  fail(
    `${title}: ${weight.bytes} bytes, ${overBytes} over the budget of ${budgetBytes}. ` +
      `What each module adds to the others:\n${explain(weight).join("\n")}`,
  );
}

function fail(sentence: string): void {
  process.stderr.write(`\n${sentence}\n`);
  process.exitCode = 1;
}
