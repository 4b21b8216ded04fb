/** What a run with hostile files was like, beside what it may be. */
import { percentileOf, type Figure } from "./figures.ts";
import type { HostileReport } from "./run-hostile-line.ts";

const maxSettledMs = 25_000;
const maxHealthMs = 200;
const maxProgramBytes = mebibytes(512);
/** what is left of it when the program alone, without a database in its process, has started */
const maxGrowthBytes = mebibytes(384);
const maxDecoderBytes = mebibytes(1229);

export function hostileFigures(report: HostileReport): Figure[] {
  const { slowest } = report;
  const healthMs = percentileOf(report.healthMs, 0.99);
  const mostMs = percentileOf(report.healthMs, 1);
  return [
    {
      name: "uploads",
      text: `${report.uploads}: ${JSON.stringify(report.endings)}`,
      isBroken: false,
      about: "endings",
    },
    noneOf("other endings", report.wrong),
    noneOf("traces in public", report.traces),
    noneOf("left over", report.strays),
    noneOf("followed links", report.followedLinks),
    {
      name: "slowest ending",
      text: `${(slowest.settledMs / 1000).toFixed(1)} s (25 s), ${slowest.name}`,
      isBroken: slowest.settledMs > maxSettledMs,
      about: "time",
    },
    {
      name: "/healthz p99",
      text: `${healthMs.toFixed(1)} ms (200 ms), most ${mostMs.toFixed(1)} ms, of ${report.healthMs.length}`,
      // Nobody was asked: that is no zero.
      isBroken: !(healthMs < maxHealthMs),
      about: "time",
    },
    programMemory(report),
    memory("decoder's memory", report.decoderMaxBytes, maxDecoderBytes),
  ];
}

function noneOf(name: string, found: readonly unknown[]): Figure {
  return { name, text: `${found.length} (0)`, isBroken: found.length > 0, about: "endings" };
}

/** An embedded database holds more than the bar from the start; then what uploads add is what counts. */
function programMemory({ isEmbedded, programFirstBytes, programMaxBytes }: HostileReport): Figure {
  if (!isEmbedded) return memory("program's memory", programMaxBytes, maxProgramBytes);
  const isTold = programMaxBytes !== null && programFirstBytes !== null;
  const growthBytes = isTold ? programMaxBytes - programFirstBytes : null;
  return memory("program's growth", growthBytes, maxGrowthBytes);
}

function memory(name: string, bytes: number | null, maxBytes: number): Figure {
  const isTold = bytes !== null;
  const text = isTold ? `${Math.round(bytes / mebibytes(1))} MiB` : "not told by this system";
  const isBroken = isTold ? bytes > maxBytes : process.platform === "linux";
  const bar = `(${maxBytes / mebibytes(1)} MiB)`;
  return { name, text: `${text} ${bar}`, isBroken, about: "memory" };
}

function mebibytes(count: number): number {
  return count * 1024 ** 2;
}
