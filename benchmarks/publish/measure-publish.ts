/** Runs every contender over the same photos, in turn. */
import type { Contender } from "./contenders.ts";
import { readCpuSeconds } from "./cpu-seconds.ts";
import type { Photo } from "./photos.ts";

export type Plan = {
  photos: readonly Photo[];
  rounds: number;
  /** photos at a time, each on a core of its own */
  parallel: number;
};

export type Run = {
  round: number;
  name: Contender["name"];
  imagesPerSecondAndCore: number;
  /** null where the system does not tell */
  imagesPerCpuSecond: number | null;
};

/** Another contender begins in each round, so that none always finds the machine as another left it. */
export async function measurePublish(
  contenders: readonly Contender[],
  { photos, rounds, parallel }: Plan,
): Promise<Run[]> {
  const runs: Run[] = [];
  // Starts the processes and lets each load its codecs.
  for (const contender of contenders) await publishAll(contender, photos, parallel);
  for (let round = 0; round < rounds; round += 1) {
    const turn = contenders.map((_, index) => contenders[(index + round) % contenders.length]);
    for (const contender of turn) {
      if (!contender) continue;
      const startedAtMs = performance.now();
      const cpuSecondsBefore = readCpuSeconds();
      await publishAll(contender, photos, parallel);
      const seconds = (performance.now() - startedAtMs) / 1000;
      const imagesPerSecondAndCore = photos.length / seconds / parallel;
      const cpuSeconds = (readCpuSeconds() ?? 0) - (cpuSecondsBefore ?? 0);
      runs.push({
        round,
        name: contender.name,
        imagesPerSecondAndCore,
        imagesPerCpuSecond: cpuSecondsBefore === null ? null : photos.length / cpuSeconds,
      });
    }
  }
  return runs;
}

/** The next photo begins when one is done, as in a queue with so many places. */
async function publishAll(
  contender: Contender,
  photos: readonly Photo[],
  parallel: number,
): Promise<void> {
  const queue = [...photos];
  const work = async (): Promise<void> => {
    for (let photo = queue.shift(); photo; photo = queue.shift()) await contender.publish(photo);
  };
  await Promise.all(Array.from({ length: parallel }, work));
}

export type Summary = {
  name: Contender["name"];
  /** median over the rounds, by the clock and by the processor's time */
  imagesPerSecondAndCore: number;
  imagesPerCpuSecond: number;
  /** median of the ratios to bare sharp in the same round */
  ratio: number;
  cpuRatio: number;
};

/** Figures that the system does not tell are NaN. */
export function summarize(runs: readonly Run[]): Summary[] {
  const bare = new Map(
    runs.filter(({ name }) => name === "bare sharp").map((run) => [run.round, run]),
  );
  return [...new Set(runs.map(({ name }) => name))].map((name) => {
    const own = runs.filter((run) => run.name === name);
    const medianOf = (read: (run: Run) => number | null | undefined): number =>
      median(own.map((run) => read(run) ?? Number.NaN));
    const ratioOf = (read: (run: Run) => number | null): number =>
      median(
        own.map((run) => {
          const base = bare.get(run.round);
          return (read(run) ?? Number.NaN) / ((base && read(base)) ?? Number.NaN);
        }),
      );
    return {
      name,
      imagesPerSecondAndCore: medianOf((run) => run.imagesPerSecondAndCore),
      imagesPerCpuSecond: medianOf((run) => run.imagesPerCpuSecond),
      ratio: ratioOf((run) => run.imagesPerSecondAndCore),
      cpuRatio: ratioOf((run) => run.imagesPerCpuSecond),
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = low] =
    sorted.length % 2 ? [sorted[middle]] : sorted.slice(middle - 1);
  return (low + high) / 2;
}
