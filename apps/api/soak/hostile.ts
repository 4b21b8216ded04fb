/** `pnpm --filter api soak:hostile [--seed 1] [--postgres]`: every hostile file through the whole line, then a flood; fails when a bar is broken. */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { listHostileImages } from "@picket/hostile-images";
import { lineOf } from "./figures.ts";
import { hostileFigures } from "./hostile-figures.ts";
import { listenForLinks } from "./listen-for-links.ts";
import { floodFigure, runFlood, type FloodReport } from "./run-flood.ts";
import { runHostileLine, type HostileReport } from "./run-hostile-line.ts";
import { startPostgres } from "./start-postgres.ts";
import { startProgram } from "./start-program.ts";

// Its advice about the Node of 2027 is for our lockfile.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    /** in a cluster of its own, and storage outside of the program; both embedded otherwise */
    postgres: { type: "boolean", default: false },
  },
});

/** of each kind; enough that two of them say nothing */
const floodPhotos = 30;

const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
log(`seed ${values.seed}, ${values.postgres ? "Postgres and storage outside" : "all embedded"}`);
const postgres = values.postgres ? await startPostgres() : null;
const trap = await listenForLinks();
let report: HostileReport;
let flood: FloodReport;
try {
  const program = await startProgram(postgres?.url ?? null);
  try {
    const images = listHostileImages({ seed: Number(values.seed), linkTo: trap.url });
    report = await runHostileLine({ program, images, trap });
    flood = await runFlood(program, floodPhotos);
  } finally {
    await program.close();
  }
} finally {
  await trap.close();
  await postgres?.stop();
}
const [load = 0] = loadavg();
const figures = [...hostileFigures(report), floodFigure(flood)];
for (const figure of figures) log(lineOf(figure));
log(`load of a minute   ${load.toFixed(1)}, on ${availableParallelism()} processors`);
const problems = [...report.wrong, ...report.traces, ...report.strays, ...report.followedLinks];
for (const line of problems) log(line);
if (figures.some(({ isBroken }) => isBroken)) process.exitCode = 1;
