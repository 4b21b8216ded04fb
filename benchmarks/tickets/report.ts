/** What a measurement of tickets says. */
import type { Run } from "./measure-tickets.ts";

export type Summary = {
  name: Run["name"];
  /** medians over the rounds */
  ticketsPerSecond: number;
  cpuMicroseconds: number | null;
  /** of each round's own: to the blog's way, in tickets a second and in tickets a second of processor */
  ratio: number;
  cpuRatio: number | null;
};

export function summarize(runs: readonly Run[]): Summary[] {
  const blogs = new Map(runs.filter(({ name }) => name === "blog").map((run) => [run.round, run]));
  return [...new Set(runs.map(({ name }) => name))].map((name) => {
    const own = runs.filter((run) => run.name === name);
    const cpu = own.flatMap(({ cpuMicroseconds }) => cpuMicroseconds ?? []);
    const cpuRatios = own.flatMap(({ round, cpuMicroseconds }) => {
      const blogCpu = blogs.get(round)?.cpuMicroseconds;
      return blogCpu && cpuMicroseconds ? [blogCpu / cpuMicroseconds] : [];
    });
    return {
      name,
      ticketsPerSecond: median(own.map((run) => run.ticketsPerSecond)),
      cpuMicroseconds: cpu.length > 0 ? median(cpu) : null,
      ratio: median(
        own.map((run) => run.ticketsPerSecond / (blogs.get(run.round)?.ticketsPerSecond ?? NaN)),
      ),
      cpuRatio: cpuRatios.length > 0 ? median(cpuRatios) : null,
    };
  });
}

/** @returns Markdown */
export function describe(runs: readonly Run[]): string {
  const rows = summarize(runs).map(
    ({ name, ticketsPerSecond, ratio, cpuMicroseconds, cpuRatio }) => [
      name,
      ticketsPerSecond.toFixed(0),
      ratio.toFixed(2),
      cpuMicroseconds?.toFixed(0) ?? "–",
      cpuRatio?.toFixed(2) ?? "–",
    ],
  );
  return [
    ["", "tickets/s", "÷ blog", "CPU µs a ticket", "÷ blog, by CPU"],
    ["--", "--:", "--:", "--:", "--:"],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = low] = sorted.length % 2 ? [sorted[middle]] : sorted.slice(middle - 1);
  return (low + high) / 2;
}
