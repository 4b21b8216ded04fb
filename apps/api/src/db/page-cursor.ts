/** Pages of a list that goes from the latest moment to the earliest. */
import { sql, type SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** The entry that a page ends with; the next one begins behind it, whatever was added or taken away meanwhile. */
export type PageCursor = {
  /** since 1970: a Date would lose what Postgres knows below a millisecond */
  micros: string;
  id: string;
};

/** A list by its moments, and by its ids where two of them are the same. */
type Order = { moment: AnyPgColumn; id: AnyPgColumn };

export function isBehind({ moment, id }: Order, after: PageCursor): SQL {
  return sql`(${moment}, ${id}) < ('epoch'::timestamptz + ${after.micros}::bigint * interval '1 microsecond', ${after.id})`;
}

export function microsOf(moment: AnyPgColumn): SQL<string> {
  return sql<string>`(extract(epoch from ${moment}) * 1000000)::bigint::text`;
}
