/** `pnpm --filter api soak:kill [--kills 300] [--seed 1] [--workers 2]`: prints what it killed and what it checked, on the Postgres of TEST_DATABASE_URL or the embedded one. */
import { parseArgs } from "node:util";
import { failPoints } from "./fail-points.ts";
import { createOwnPostgres, postgresUrls } from "../test/own-postgres.ts";
import { runKillSoak } from "./run-kill-soak.ts";

// Its advice about the Node of 2027 is for our lockfile.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "300" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    workers: { type: "string" },
  },
});

const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const seed = Number(values.seed);
const [postgresUrl] = postgresUrls;
const postgres = postgresUrl ? await createOwnPostgres(postgresUrl) : null;
const workers = postgres ? Number(values.workers ?? 2) : 1;
log(`kill -9 on ${postgres ? "Postgres" : "PGlite"}, ${workers} at once, seed ${seed}`);
const startedAt = performance.now();
try {
  const { kills, violations, ...numbers } = await runKillSoak({
    database: postgres ? { kind: "postgres", url: postgres.url } : { kind: "embedded" },
    kills: Number(values.kills),
    points: failPoints,
    seed,
    workers,
    killsPerCheck: 30,
    log,
  });
  for (const [name, count] of Object.entries(kills)) log(`  ${name.padEnd(18)} ${count}`);
  for (const [name, value] of Object.entries(numbers)) log(`${name.padEnd(20)} ${value}`);
  log(`violations           ${violations.length}`);
  log(`seconds              ${Math.round((performance.now() - startedAt) / 1000)}`);
  if (violations.length > 0) process.exitCode = 1;
} finally {
  await postgres?.drop();
}
