/** What this process and its children have had of the processor: on a busy machine the fairer measure. */
import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in this unit, wherever it runs. */
const ticksPerSecond = 100;

/** @returns null where the system does not tell */
export function readCpuSeconds(): number | null {
  if (process.platform !== "linux") return null;
  const own = readTimes(process.pid);
  // Children that have ended are counted with their parent.
  const ended = (own?.ended ?? 0) / ticksPerSecond;
  const { user, system } = process.cpuUsage();
  const running = listChildren().map((pid) => (readTimes(pid)?.spent ?? 0) / ticksPerSecond);
  return running.reduce((sum, seconds) => sum + seconds, ended + (user + system) / 1_000_000);
}

function listChildren(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => readTimes(pid)?.parentPid === process.pid);
}

function readTimes(pid: number) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // "pid (name) state parent …", and the name may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const number = (at: number): number => Number(fields[at]);
    return { parentPid: number(1), spent: number(11) + number(12), ended: number(13) + number(14) };
  } catch {
    // It ended between the listing and the look.
    return null;
  }
}
