/** Has each contender asked for tickets in its turn, by autocannon in a process of its own. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { Contender } from "./contenders.ts";

export type Run = {
  name: Contender["name"];
  round: number;
  ticketsPerSecond: number;
  /** of the server's processor, a ticket; null where the system does not tell */
  cpuMicroseconds: number | null;
};

export type Plan = {
  rounds: number;
  /** of each run; whole ones */
  seconds: number;
  /** of each once, before anything is measured: code that runs often is compiled on the way */
  warmUpSeconds: number;
};

/** @throws Error when a request is not answered with 2xx */
export async function measureTickets(
  contenders: readonly Contender[],
  { rounds, seconds, warmUpSeconds }: Plan,
): Promise<Run[]> {
  for (const contender of contenders) await ask(contender, warmUpSeconds);
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    // Each starts a round in its turn.
    const start = round % contenders.length;
    for (const contender of [...contenders.slice(start), ...contenders.slice(0, start)]) {
      const cpuBefore = readCpuSeconds(contender.pid);
      const count = await ask(contender, seconds);
      const cpuAfter = readCpuSeconds(contender.pid);
      runs.push({
        name: contender.name,
        round,
        ticketsPerSecond: count / seconds,
        cpuMicroseconds:
          cpuBefore === null || cpuAfter === null
            ? null
            : ((cpuAfter - cpuBefore) / count) * 1_000_000,
      });
    }
  }
  return runs;
}

const reportSchema = z.object({
  "2xx": z.number(),
  non2xx: z.number(),
  errors: z.number(),
});

const require = createRequire(import.meta.url);
const autocannon = require.resolve("autocannon");

/** @returns how many tickets it gave */
async function ask(
  { name, request, ticketsPerRequest }: Contender,
  seconds: number,
): Promise<number> {
  const { url, headers, body } = request;
  // By time and not by number: of a number, autocannon tells the time in whole seconds only.
  const options = ["--json", "--method", "POST", "--connections", "10", "--duration", `${seconds}`];
  for (const [header, value] of Object.entries(headers)) {
    options.push("--header", `${header}: ${value}`);
  }
  const child = spawn(process.execPath, [autocannon, ...options, "--body", body, url], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const report = reportSchema.parse(JSON.parse(await text(child.stdout)));
  if (report.non2xx > 0 || report.errors > 0) {
    throw new Error(`${name}: ${report.non2xx} refusals and ${report.errors} errors.`);
  }
  return report["2xx"] * ticketsPerRequest;
}

/** Linux counts in this unit, wherever it runs. */
const ticksPerSecond = 100;

function readCpuSeconds(pid: number): number | null {
  if (process.platform !== "linux") return null;
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // "pid (name) state parent …", and the name may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
