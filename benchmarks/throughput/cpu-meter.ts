/** What a run costs in processor time, and how much of that the machine had left. */
import { cpus } from "node:os";
import type { Browser } from "./browser.ts";

export type CpuUse = {
  /** of all the browser's processes */
  browserSeconds: number;
  /** of this process: storage and API */
  serverSeconds: number;
  /** 0–1: how busy all cores were, with whatever else runs on this machine */
  load: number;
};

/** @returns reads what was used since the start */
export async function startCpuMeter(browser: Browser): Promise<() => Promise<CpuUse>> {
  const browserStart = await browser.readCpuSeconds();
  const serverStart = process.cpuUsage();
  const machineStart = readMachine();
  return async () => {
    const machine = readMachine();
    const { user, system } = process.cpuUsage(serverStart);
    const spent = [...(await browser.readCpuSeconds())].map(
      ([id, seconds]) => seconds - (browserStart.get(id) ?? 0),
    );
    const idle = machine.idle - machineStart.idle;
    return {
      browserSeconds: sum(spent),
      serverSeconds: (user + system) / 1_000_000,
      load: 1 - idle / Math.max(1, machine.total - machineStart.total),
    };
  };
}

function readMachine(): { idle: number; total: number } {
  const times = cpus().map((cpu) => cpu.times);
  return {
    idle: sum(times.map(({ idle }) => idle)),
    total: sum(times.flatMap((time) => Object.values(time))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
