/** The database: embedded Postgres (PGlite) in the data folder, or a real one; the same schema and migrations for both. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { drizzle as drizzlePostgres } from "drizzle-orm/node-postgres";
import { migrate as migratePostgres } from "drizzle-orm/node-postgres/migrator";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import type { Env } from "../env.ts";
import { hasCode } from "../error-code.ts";
import { describeError } from "../describe-error.ts";
import { StartError } from "../start-error.ts";
import {
  createPatientClient,
  createPostgresPool,
  drizzleOn,
  type Patience,
} from "./postgres-pool.ts";

/** A connection or a transaction: every query takes either. */
export type Db = PgDatabase<PgQueryResultHKT>;

/** One statement with its parameters as `$1`, `$2` …; what rate-limiter-flexible asks for. */
export type RunQuery = (statement: {
  text: string;
  values?: unknown[];
}) => Promise<{ rows: unknown[]; rowCount: number | null }>;

export type Database = {
  db: Db;
  query: RunQuery;
  /** @throws when the database does not answer */
  check: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * @param patience how long a real Postgres is waited for; some seconds when left out
 * @throws StartError when it cannot be reached or opened
 */
export function openDatabase(
  settings: Env["database"],
  dataDir: string,
  patience?: Patience,
): Promise<Database> {
  return settings.kind === "postgres"
    ? openPostgres(settings.url, patience)
    : openEmbedded(dataDir);
}

/** Beside both `src` and `dist`. */
const migrations = { migrationsFolder: fileURLToPath(new URL("../../drizzle", import.meta.url)) };

async function openEmbedded(dataDir: string): Promise<Database> {
  const folder = path.join(dataDir, "db");
  await mkdir(folder, { recursive: true });
  // What was acknowledged must outlive a kill, so every commit waits for the file system.
  const client = await PGlite.create(folder, { relaxedDurability: false }).catch(
    (cause: unknown) => {
      throw new StartError(
        `The embedded database in ${folder} cannot be opened. Restore it from a copy, or set DATA_DIR to another folder.`,
        { cause },
      );
    },
  );
  const db = drizzlePglite(client);
  await migratePglite(db, migrations);
  const query: RunQuery = async ({ text, values }) => {
    const { rows, affectedRows } = await client.query(text, values);
    return { rows, rowCount: affectedRows ?? rows.length };
  };
  return { db, query, check: () => ping(db), close: () => client.close() };
}

async function openPostgres(connectionString: string, patience?: Patience): Promise<Database> {
  await migrateAlone(connectionString).catch((cause: unknown) => {
    const { hostname, port } = new URL(connectionString);
    throw new StartError(
      `The database at ${hostname}:${port || 5432} (DATABASE_URL) cannot be used: ${postgresProblem(cause)}`,
      { cause },
    );
  });
  const pool = createPostgresPool(connectionString, patience);
  const db = drizzleOn(pool);
  return {
    db,
    query: (statement) => pool.query(statement),
    check: () => ping(db),
    close: () => pool.end(),
  };
}

function postgresProblem(cause: unknown): string {
  if (hasCode(cause, "28P01") || hasCode(cause, "28000")) return "it refuses user or password.";
  if (hasCode(cause, "3D000")) return "it has no database of that name.";
  return `${describeError(cause).split(" at ")[0]}.`;
}

/** Any number that nobody else on the database uses. */
const migrationLock = 7_204_413_001;

/** Of several processes that start at once, one migrates and the others wait. */
async function migrateAlone(connectionString: string): Promise<void> {
  const client = createPatientClient(connectionString);
  try {
    await client.connect();
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    await migratePostgres(drizzlePostgres(client), migrations);
  } finally {
    // Which also gives up the lock.
    await client.end();
  }
}

async function ping(db: Db): Promise<void> {
  await db.execute(sql`select 1`);
}
