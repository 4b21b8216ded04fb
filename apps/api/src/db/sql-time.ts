/** Moments by the database's clock. */
import { sql, type SQL } from "drizzle-orm";

/** Not `now()`: that is when the transaction began, and this one may have waited for a row. */
export const now: SQL = sql`clock_timestamp()`;

export function fromNow(ms: number): SQL {
  return sql`clock_timestamp() + ${milliseconds(ms)}`;
}

export function ago(ms: number): SQL {
  return sql`clock_timestamp() - ${milliseconds(ms)}`;
}

export function milliseconds(count: number): SQL {
  return sql`${count} * interval '1 millisecond'`;
}
