/** Looks at a program from outside while it works: does it answer at once, and how much memory does it hold? */
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

export type Watched = {
  /** what /healthz took, each */
  healthMs: number[];
  /** resident, of its own process, at first and at most; null where the system does not tell */
  programFirstBytes: number | null;
  programMaxBytes: number | null;
  /** the most that any of its decoders ever held */
  decoderMaxBytes: number | null;
};

const probeEveryMs = 20;
const lookEveryMs = 50;

/** @returns stops, and tells what was seen */
export function watchProgram({ url, pid }: { url: string; pid: number }): () => Promise<Watched> {
  const stopping = new AbortController();
  const watched: Watched = {
    healthMs: [],
    programFirstBytes: null,
    programMaxBytes: null,
    decoderMaxBytes: null,
  };

  async function probe(): Promise<void> {
    const startedAt = performance.now();
    const response = await fetch(`${url}/healthz`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`/healthz answered ${response.status}.`);
    watched.healthMs.push(performance.now() - startedAt);
  }

  async function look(): Promise<void> {
    const now = await memoryOf(pid, "VmRSS");
    watched.programFirstBytes ??= now;
    watched.programMaxBytes = larger(watched.programMaxBytes, now);
    for (const child of await childrenOf(pid)) {
      const peak = await memoryOf(child, "VmHWM");
      watched.decoderMaxBytes = larger(watched.decoderMaxBytes, peak);
    }
  }

  async function keep(doing: () => Promise<void>, everyMs: number): Promise<void> {
    while (!stopping.signal.aborted) {
      await doing();
      await delay(everyMs);
    }
  }

  const keeping = Promise.all([keep(probe, probeEveryMs), keep(look, lookEveryMs)]);
  // What goes wrong is told by the end.
  keeping.catch(() => {});
  return async () => {
    stopping.abort();
    await keeping;
    return watched;
  };
}

/** @see proc(5), "/proc/pid/status" */
async function memoryOf(pid: number, line: "VmRSS" | "VmHWM"): Promise<number | null> {
  // Nothing to read: it has ended, or the system has no such files.
  const status = await readFile(`/proc/${pid}/status`, "latin1").catch(() => "");
  const kibibytes = new RegExp(`^${line}:\\s*(\\d+) kB`, "m").exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, "latin1").catch(() => "");
  return list.split(" ").filter(Boolean).map(Number);
}

function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
