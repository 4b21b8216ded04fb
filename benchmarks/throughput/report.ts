/** What a measurement says. */
import { contenderNames, type Measurement, type Plan, type Run } from "./measure-throughput.ts";

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
  cpuLoad: number;
};

export function summarize({ runs }: Pick<Measurement, "runs">): Summary[] {
  const bare = new Map(
    runs.filter(({ name }) => name === "bare XHR").map(({ round, seconds }) => [round, seconds]),
  );
  return contenderNames.map((name) => {
    const own = runs.filter((run) => run.name === name);
    return {
      name,
      seconds: median(own.map(({ seconds }) => seconds)),
      ratio: median(own.map(({ round, seconds }) => seconds / (bare.get(round) ?? NaN))),
      cpuLoad: median(own.map(({ cpuLoad }) => cpuLoad)),
    };
  });
}

/** @returns Markdown */
export function describe(measurement: Measurement, plan: Plan): string {
  const megabytes = (plan.fileCount * plan.sizeBytes) / 1_000_000;
  const rows = summarize(measurement).map(({ name, seconds, ratio, cpuLoad }) =>
    [
      name.padEnd(13),
      seconds.toFixed(2).padStart(7),
      (megabytes / seconds).toFixed(0).padStart(5),
      ratio.toFixed(2).padStart(10),
      `${Math.round(cpuLoad * 100)} %`.padStart(9),
    ].join(" | "),
  );
  return [
    "|               | seconds |  MB/s | ÷ bare XHR | CPU busy |",
    "| ------------- | ------: | ----: | ---------: | -------: |",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}

/** @returns one line: milliseconds that an item spends in each state */
export function describePhases({ phases }: Measurement): string {
  const parts = Object.entries(phases).map(
    ([status, ms]) => `${status} ${median(ms).toFixed(0)} (up to ${Math.max(...ms).toFixed(0)})`,
  );
  return `ms of an item in each state, median: ${parts.join(" · ")}`;
}

/** @returns how the engine stands to its bar, and what holds it up when it is above */
export function describeVerdict(measurement: Pick<Measurement, "runs">): string {
  const picket = summarize(measurement).find(({ name }) => name === "Picket");
  if (!picket) throw new Error("Picket did not run.");
  const { ratio, cpuLoad } = picket;
  const times = `Picket takes ${ratio.toFixed(2)} times as long as bare XHR; the bar is ${bar.toFixed(2)}.`;
  if (ratio <= bar) return times;
  return cpuLoad > saturatedLoad
    ? `${times} The limit is the processor, which the browser shares with storage and API here.`
    : `${times} The limit is waiting: neither the line nor the processor is used up.`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = low] = sorted.length % 2 ? [sorted[middle]] : sorted.slice(middle - 1);
  return (low + high) / 2;
}
