/** `pnpm --filter api soak:hostile [--seed 1]`: every hostile file through the whole line, then a flood; fails when a bar is broken. With TEST_DATABASE_URL, database and storage are outside of the program. */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { listHostileImages } from "@picket/hostile-images";
import { createOwnPostgres, postgresUrls } from "../test/own-postgres.ts";
import { lineOf } from "./figures.ts";
import { hostileFigures } from "./hostile-figures.ts";
import { listenForLinks } from "./listen-for-links.ts";
import { floodFigure, runFlood, type FloodReport } from "./run-flood.ts";
import { runHostileLine, type HostileReport } from "./run-hostile-line.ts";
import { startProgram } from "./start-program.ts";

// Its advice about the Node of 2027 is for our lockfile.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

/** of each kind; enough that two of them say nothing */
const floodPhotos = 30;

const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const [postgresUrl] = postgresUrls;
log(`seed ${values.seed}, ${postgresUrl ? "Postgres and storage outside" : "all embedded"}`);
const postgres = postgresUrl ? await createOwnPostgres(postgresUrl) : null;
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
  await postgres?.drop();
}
const [load = 0] = loadavg();
const figures = [...hostileFigures(report), floodFigure(flood)];
for (const figure of figures) log(lineOf(figure));
log(`load of a minute   ${load.toFixed(1)}, on ${availableParallelism()} processors`);
const problems = [...report.wrong, ...report.traces, ...report.strays, ...report.followedLinks];
for (const line of problems) log(line);
if (figures.some(({ isBroken }) => isBroken)) process.exitCode = 1;
