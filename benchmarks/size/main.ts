/** `pnpm size`: prints the table of sizes, fails over budget. `--write` puts it into the README, `--check` fails when that has another. */
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { hook, peers } from "./contenders.ts";
import { explain } from "./explain.ts";
import { agree, findTable, toTable, type Row } from "./table.ts";
import { weigh, type Chunk, type Weight } from "./weigh.ts";

/** `later`: by the name of the chunk. What has none is loaded for folders, HEIC, or where there are no workers. */
const budgets = { hook: 3800, worker: 6000, later: { "upload-runner": 4100 } };
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
  // What is not seen would not be weighed either.
  if (weight.workers.length === 0)
    throw new Error("Found no `new URL(…)` of a worker in the hook.");
  const own: Row[] = [keepBudget(`**${hook.title}**, on page load`, weight, budgets.hook)];
  for (const [name, budgetBytes] of Object.entries(budgets.later)) {
    const chunk = weight.later.find((part) => part.name === name);
    if (!chunk) throw new Error(`The hook loads no \`${name}\`.`);
    own.push(
      keepBudget(`the rest of its engine (\`${name}\`), with the first file`, chunk, budgetBytes),
    );
  }
  for (const worker of weight.workers) {
    const title = `its \`${basename(worker, ".js")}\`, with the first file`;
    own.push(keepBudget(title, await weigh(worker), budgets.worker));
  }
  const rare = weight.later.filter(({ name }) => !(name in budgets.later));
  const weights = await Promise.all(peers.map(async ({ entry }) => weigh(entry)));
  return [
    ...own,
    ...rare.map(({ name, bytes }) => ({
      title: `its \`${name}\`, loaded only where it is needed`,
      bytes,
    })),
    ...peers.map(({ title }, at) => ({ title, bytes: weights[at]?.bytes ?? NaN })),
  ];
}

function keepBudget(title: string, weight: Weight | Chunk, budgetBytes: number): Row {
  const { bytes } = weight;
  process.stdout.write(`${title}: ${bytes} of ${budgetBytes} bytes\n`);
  if (bytes > budgetBytes) {
    fail(
      `${title}: ${bytes - budgetBytes} bytes over the budget. ` +
        `What each module adds to the others:\n${explain(weight.modules).join("\n")}`,
    );
  }
  return { title, bytes };
}

function fail(sentence: string): void {
  process.stderr.write(`\n${sentence}\n`);
  process.exitCode = 1;
}
