/** The databases that limits and quotas must hold on, each opened empty. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openDatabase, type Database } from "../src/db/open-database.ts";
import type { Env } from "../src/env.ts";

const url = process.env["TEST_DATABASE_URL"];

export const engines: [name: string, settings: Env["database"]][] = [
  ["embedded Postgres", { kind: "embedded" }],
  ...(url
    ? [["real Postgres", { kind: "postgres", url }] satisfies [string, Env["database"]]]
    : []),
];

export type OpenDatabase = Database & { dataDir: string };

/** @returns its `close` also removes what it has on disk */
export async function openTestDatabase(settings: Env["database"]): Promise<OpenDatabase> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "picket-limits-"));
  const database = await openDatabase(settings, dataDir);
  return {
    ...database,
    dataDir,
    close: async () => {
      await database.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
