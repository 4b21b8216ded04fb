/** What a measurement says. */
import type { CpuUse } from "./cpu-meter.ts";
import type { Measurement, Plan, Run } from "./measure-throughput.ts";

/** The engine may take so much longer than the bare transfers. */
const bar = 1.1;

/** With the cores so busy, every further thing that is done costs time, whoever does it. */
const saturatedLoad = 0.85;

export type Summary = {
  name: Run["name"];
  /** medians over the rounds */
  seconds: number;
  /** to bare XHR in the same round */
  ratio: number;
  cpu: CpuUse;
};

export function summarize(runs: readonly Run[]): Summary[] {
  const bare = new Map(
    runs.filter(({ name }) => name === "bare XHR").map(({ round, seconds }) => [round, seconds]),
  );
  return [...new Set(runs.map(({ name }) => name))].map((name) => {
    const own = runs.filter((run) => run.name === name);
    return {
      name,
      seconds: median(own.map(({ seconds }) => seconds)),
      ratio: median(own.map(({ round, seconds }) => seconds / (bare.get(round) ?? NaN))),
      cpu: {
        browserSeconds: median(own.map(({ cpu }) => cpu.browserSeconds)),
        serverSeconds: median(own.map(({ cpu }) => cpu.serverSeconds)),
        load: median(own.map(({ cpu }) => cpu.load)),
      },
    };
  });
}

/** @returns Markdown */
export function describe({ runs }: Pick<Measurement, "runs">, plan: Plan): string {
  const megabytes = (plan.fileCount * plan.sizeBytes) / 1_000_000;
  const msPerFile = (seconds: number): string => ((seconds * 1000) / plan.fileCount).toFixed(1);
  const rows = summarize(runs)
    .toSorted((a, b) => plan.contenders.indexOf(a.name) - plan.contenders.indexOf(b.name))
    .map(({ name, seconds, ratio, cpu }) => [
      name,
      seconds.toFixed(2),
      (megabytes / seconds).toFixed(0),
      ratio.toFixed(2),
      msPerFile(cpu.browserSeconds),
      msPerFile(cpu.serverSeconds),
      `${Math.round(cpu.load * 100)} %`,
    ]);
  return [columns.map(({ title }) => title), columns.map(({ rule }) => rule), ...rows]
    .map((cells) => cells.map((cell, at) => pad(cell, columns[at]?.rule ?? "")))
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

const columns = [
  { title: "", rule: "-----------------------" },
  { title: "seconds", rule: "------:" },
  { title: "MB/s", rule: "---:" },
  { title: "÷ bare XHR", rule: "---------:" },
  { title: "browser CPU, ms a file", rule: "---------------------:" },
  { title: "servers", rule: "------:" },
  { title: "cores busy", rule: "---------:" },
];

function pad(cell: string, rule: string): string {
  return rule.endsWith(":") ? cell.padStart(rule.length) : cell.padEnd(rule.length);
}

/** @returns one line: milliseconds that an item spends in each state */
export function describePhases({ phases }: Measurement): string {
  const parts = Object.entries(phases).map(
    ([status, ms]) => `${status} ${median(ms).toFixed(0)} (up to ${Math.max(...ms).toFixed(0)})`,
  );
  return `ms of an item in each state, median: ${parts.join(" · ")}`;
}

/** @returns how the engine stands to its bar, and what holds it up when it is above */
export function describeVerdict({ runs }: Pick<Measurement, "runs">): string {
  const picket = summarize(runs).find(({ name }) => name === "Picket");
  if (!picket) throw new Error("Picket did not run.");
  const { ratio, cpu } = picket;
  const times = `Picket takes ${ratio.toFixed(2)} times as long as bare XHR; the bar is ${bar.toFixed(2)}.`;
  if (ratio <= bar) return times;
  return cpu.load > saturatedLoad
    ? `${times} The limit is the processor, which the browser shares with storage and API here.`
    : `${times} The limit is waiting: neither the line nor the processor is used up.`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = low] = sorted.length % 2 ? [sorted[middle]] : sorted.slice(middle - 1);
  return (low + high) / 2;
}
