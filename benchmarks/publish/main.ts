/** `pnpm --filter benchmarks publishing`: images a second and core through the processor, beside sharp alone. */
import { parseArgs } from "node:util";
import { createContenders } from "./contenders.ts";
import { measurePublish, summarize } from "./measure-publish.ts";
import { makePhotos } from "./photos.ts";

/** Of bare sharp's images a second, so many must be left. */
const bar = 0.85;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    parallel: { type: "string", default: "1,2" },
    repeat: { type: "string", default: "2" },
  },
});

const each = await makePhotos({ width: 4000, height: 3000 });
for (const { type, bytes } of each) print(`${type}: ${(bytes.length / 1e6).toFixed(1)} MB`);
// The same number for each core, so that none waits at the end of a round.
const photos = Array.from({ length: Number(values.repeat) }, () => each).flat();

for (const parallel of values.parallel.split(",").map(Number)) {
  const contenders = createContenders(parallel);
  const runs = await measurePublish(contenders, {
    photos,
    rounds: Number(values.rounds),
    parallel,
  });
  await Promise.all(contenders.map(({ close }) => close()));
  print(`\n${parallel} at a time, ${photos.length} photos a round:`);
  for (const summary of summarize(runs)) {
    const { name, imagesPerSecondAndCore, imagesPerCpuSecond, ratio, cpuRatio } = summary;
    const cells = [
      name.padEnd(38),
      `${imagesPerSecondAndCore.toFixed(2)} images/s and core (${ratio.toFixed(2)})`,
      `${imagesPerCpuSecond.toFixed(2)} images a CPU second (${cpuRatio.toFixed(2)})`,
    ];
    print(cells.join("  "));
    if (name !== "Picket") continue;
    print(`Picket does ${ratio.toFixed(2)} of bare sharp; the bar is ${bar.toFixed(2)}.`);
    if (ratio < bar) process.exitCode = 1;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
