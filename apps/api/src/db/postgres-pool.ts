/** Connections to a Postgres that may be far away, and none of which is waited for without an end. */
import { drizzle } from "drizzle-orm/node-postgres";
import { Client, Pool, type ClientBase } from "pg";
import { logError } from "../log.ts";
import { isDatabaseDown } from "./is-database-down.ts";
import type { Db } from "./open-database.ts";

export type Patience = {
  /** for a new connection, or one of the pool that is free */
  connectMs: number;
  /** for a row that somebody else has locked */
  lockMs: number;
  /** for one statement, and for the next one of a transaction; the database ends what takes longer, with a code */
  statementMs: number;
  /** for a database that does not even say that it is late */
  answerMs: number;
};

const defaultPatience: Patience = {
  connectMs: 5000,
  lockMs: 5000,
  statementMs: 10_000,
  answerMs: 12_000,
};

const application = { application_name: "picket", keepAlive: true };

export function createPostgresPool(connectionString: string, patience = defaultPatience): Pool {
  const pool = new Pool({
    ...application,
    connectionString,
    max: 10,
    connectionTimeoutMillis: patience.connectMs,
    query_timeout: patience.answerMs,
    // oxlint-disable-next-line typescript/no-misused-promises -- The pool waits for it, which its types do not tell.
    onConnect: (client: ClientBase) => client.query(limitsOf(patience)),
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", (error) => logError("idle database connection", error));
  return pool;
}

/** Statements and no settings of the connection: poolers such as PgBouncer refuse those that they do not know. */
function limitsOf({ lockMs, statementMs }: Patience): string {
  return [
    `set lock_timeout = ${lockMs}`,
    `set statement_timeout = ${statementMs}`,
    `set idle_in_transaction_session_timeout = ${statementMs}`,
  ].join(";");
}

/** For what may take its time, and waits for others: migrations. The caller connects and ends it. */
export function createPatientClient(connectionString: string): Client {
  const { connectMs } = defaultPatience;
  const client = new Client({
    ...application,
    connectionString,
    connectionTimeoutMillis: connectMs,
  });
  // Whoever waits for an answer is told; without a listener the process would end as well.
  client.on("error", ignore);
  return client;
}

function ignore(): void {}

/**
 * Drizzle on the pool, with transactions that always give their connection back: its own keep it
 * when their very first statement fails, and ten of those would be all there are.
 */
export function drizzleOn(pool: Pool): Db {
  const db: Db = drizzle(pool);
  const transaction: Db["transaction"] = async (work, config) => {
    const client = await pool.connect();
    let isBroken = false;
    // The next statement fails with it; without a listener one that breaks between two would end the process.
    client.on("error", ignore);
    try {
      const own: Db = drizzle(client);
      return await own.transaction(work, config);
    } catch (error) {
      // Whether it still waits for an answer is not known, so nobody else gets it.
      isBroken = isDatabaseDown(error);
      throw error;
    } finally {
      client.off("error", ignore);
      client.release(isBroken);
    }
  };
  return Object.assign(db, { transaction });
}
