/** The short form of `soak:kill`: a server process dies at every other fail point, and everything that must hold holds. */
import { describe, expect, test } from "vitest";
import { failPoints, type FailPoint } from "../soak/fail-points.ts";
import { runKillSoak, type KillSoakReport } from "../soak/run-kill-soak.ts";
import { createOwnPostgres, postgresUrls } from "./own-postgres.ts";

// Ten server processes, one after the other, each with a database to open.
const timeout = 600_000;

const seed = Date.now() % 1_000_000;

/** Chance says with which it begins; where there is a Postgres, too, it takes the others. */
const halves = [0, 1].map((half) =>
  failPoints.filter((_, index) => (index + seed + half) % 2 === 0),
);
const [here = [], there = []] = halves;

test(
  "whatever a server process is killed at, nothing is lost, doubled or left over",
  { timeout },
  async () => {
    const report = await runKillSoak({
      database: { kind: "embedded" },
      kills: here.length,
      points: here,
      seed,
      workers: 1,
      killsPerCheck: here.length,
      log: () => {},
    });
    expectAllHeld(report, here);
    expect(report.kills.random).toBe(0);
  },
);

describe.each(postgresUrls)("on a real Postgres", (postgresUrl) => {
  test("of two processes, each takes up what was killed under the other", { timeout }, async () => {
    const own = await createOwnPostgres(postgresUrl);
    const report = await runKillSoak({
      database: { kind: "postgres", url: own.url },
      kills: there.length * 2,
      points: there,
      seed,
      workers: 2,
      killsPerCheck: there.length * 2,
      log: () => {},
    });
    await own.drop();
    expectAllHeld(report, there);
  });
});

function expectAllHeld(report: KillSoakReport, points: readonly FailPoint[]): void {
  expect(report.violations, `with the seed ${seed}`).toEqual([]);
  expect(points.filter((name) => report.kills[name] !== 1)).toEqual([]);
  expect(report.published).toBeGreaterThan(0);
  expect(report.forgotten).toBeGreaterThan(0);
  expect(report.objectsChecked).toBeGreaterThan(0);
  // Elsewhere nobody tells of processes.
  const isTold = process.platform === "linux";
  expect(report.decoders).toBeGreaterThanOrEqual(isTold ? points.length : 0);
}
