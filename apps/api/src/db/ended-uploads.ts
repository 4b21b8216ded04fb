/** Uploads that ended without an image, until nobody can ask for them any more. */
import type { EndedUpload } from "@picket/upload-server";
import { and, asc, inArray, isNull, lte, type SQL } from "drizzle-orm";
import type { Db } from "./open-database.ts";
import { uploads } from "./schema.ts";
import { ago } from "./sql-time.ts";

/** Along an index of those that qualify, the longest ended first. */
export function listForgettable(db: Db, endedMs: number, limit: number): Promise<EndedUpload[]> {
  return db
    .select({ ticketId: uploads.ticketId, key: uploads.key })
    .from(uploads)
    .where(isForgettable(endedMs))
    .orderBy(asc(uploads.updatedAt))
    .limit(limit);
}

/** @returns how many rows this call deleted */
export async function forget(
  db: Db,
  ticketIds: readonly string[],
  endedMs: number,
): Promise<number> {
  if (ticketIds.length === 0) return 0;
  const own = db
    .select({ ticketId: uploads.ticketId })
    .from(uploads)
    .where(and(inArray(uploads.ticketId, [...ticketIds]), isForgettable(endedMs)))
    // What another process is at, it ends; two that wait for each other's rows would end neither.
    .for("update", { skipLocked: true });
  const deleted = await db
    .delete(uploads)
    .where(inArray(uploads.ticketId, own))
    .returning({ ticketId: uploads.ticketId });
  return deleted.length;
}

/** `updatedAt` does not change any more once an upload has ended without an image, or its image is marked as deleting. */
function isForgettable(endedMs: number): SQL | undefined {
  return and(
    inArray(uploads.status, ["rejected", "deleted"]),
    isNull(uploads.removeAt),
    lte(uploads.updatedAt, ago(endedMs)),
  );
}
