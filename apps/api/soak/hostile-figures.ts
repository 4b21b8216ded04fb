/** What a run with hostile files was like, beside what it may be. */
import type { HostileReport } from "./run-hostile-line.ts";

/** @returns lines to print */
export function hostileFigures(report: HostileReport): string[] {
  const { endings, healthMs, slowest, programFirstBytes, programMaxBytes, decoderMaxBytes } =
    report;
  const rising = healthMs.toSorted((a, b) => a - b);
  const p99 = rising[Math.floor(rising.length * 0.99)] ?? 0;
  const figures = {
    uploads: `${report.uploads}: ${JSON.stringify(endings)}`,
    "other endings": `${report.wrong.length} (0)`,
    "public objects": `${report.publicObjects}, with something in them ${report.traces.length} (0)`,
    "left over": `${report.strays.length} (0)`,
    "slowest ending": `${seconds(slowest.settledMs)} (25 s), ${slowest.name}`,
    "/healthz p99": `${p99.toFixed(1)} ms (200 ms), most ${rising.at(-1)?.toFixed(1)} ms, of ${rising.length}`,
    "program's memory": `${mebibytes(programMaxBytes)} (512 MiB), ${mebibytes(programFirstBytes)} before the first upload`,
    "decoder's memory": `${mebibytes(decoderMaxBytes)} (1229 MiB)`,
  };
  return Object.entries(figures).map(([name, value]) => `${name.padEnd(18)} ${value}`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? "not told by this system" : `${Math.round(bytes / 1024 ** 2)} MiB`;
}
