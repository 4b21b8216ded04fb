/** The short form of `soak:kill`: a server process dies once at each fail point, and everything that must hold holds. */
import { describe, expect, test } from "vitest";
import { failPoints } from "../soak/fail-points.ts";
import { runKillSoak } from "../soak/run-kill-soak.ts";
import { createOwnPostgres, postgresUrls } from "./own-postgres.ts";

// Fifteen server processes, one after the other, each with a database to open.
const timeout = 600_000;

test(
  "whatever a server process is killed at, nothing is lost, doubled or left over",
  { timeout },
  async () => {
    const seed = Date.now() % 1_000_000;
    const { kills, objectsChecked, published, violations } = await runKillSoak({
      database: { kind: "embedded" },
      kills: failPoints.length,
      seed,
      workers: 1,
      killsPerCheck: failPoints.length,
      log: () => {},
    });
    expect(violations, `with the seed ${seed}`).toEqual([]);
    const once = Object.fromEntries(failPoints.map((name) => [name, 1]));
    expect(kills).toEqual({ ...once, random: 0 });
    expect(published).toBeGreaterThan(0);
    expect(objectsChecked).toBeGreaterThan(0);
  },
);

describe.each(postgresUrls)("on a real Postgres", (postgresUrl) => {
  test("of two processes, each takes up what was killed under the other", { timeout }, async () => {
    const own = await createOwnPostgres(postgresUrl);
    const seed = Date.now() % 1_000_000;
    const { totalKills, objectsChecked, published, violations } = await runKillSoak({
      database: { kind: "postgres", url: own.url },
      kills: failPoints.length,
      seed,
      workers: 2,
      killsPerCheck: failPoints.length,
      log: () => {},
    });
    await own.drop();
    expect(violations, `with the seed ${seed}`).toEqual([]);
    expect(totalKills).toBeGreaterThanOrEqual(failPoints.length);
    expect(published).toBeGreaterThan(0);
    expect(objectsChecked).toBeGreaterThan(0);
  });
});
