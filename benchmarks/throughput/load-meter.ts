/** How busy the machine is. */
import { cpus } from "node:os";

/** @returns reads how busy all cores were since the start, 0–1 */
export function startLoadMeter(): () => number {
  const start = readTimes();
  return () => {
    const now = readTimes();
    return 1 - (now.idle - start.idle) / Math.max(1, now.total - start.total);
  };
}

function readTimes(): { idle: number; total: number } {
  const times = cpus().map((cpu) => cpu.times);
  return {
    idle: sum(times.map(({ idle }) => idle)),
    total: sum(times.flatMap((time) => Object.values(time))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
