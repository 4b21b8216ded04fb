/** Images that are not to be seen any more, until the last of their objects is gone. */
import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import type { Db } from "./open-database.ts";
import { uploads } from "./schema.ts";
import { ago, milliseconds, now } from "./sql-time.ts";

/** @returns those that were published */
export async function markDeleting(imageIds: readonly string[], tx: Db): Promise<string[]> {
  if (imageIds.length === 0) return [];
  const marked = await tx
    .update(uploads)
    .set({ status: "deleting", removeAt: now, updatedAt: now })
    .where(and(inArray(uploads.imageId, [...imageIds]), eq(uploads.status, "published")))
    .returning({ imageId: uploads.imageId });
  return marked.flatMap(({ imageId }) => imageId ?? []);
}

const pageSize = 100;

/** The longest dead first, which is the order of the index. */
export async function* listDead(db: Db): AsyncGenerator<string> {
  // As text: a Date would lose the microseconds, and with them the place in the list.
  const removeAt = sql<string>`${uploads.removeAt}::text`;
  for (let last = { imageId: "", removeAt: "-infinity" }; ;) {
    const isFurther = sql`(${uploads.removeAt}, ${uploads.imageId}) > (${last.removeAt}::timestamptz, ${last.imageId})`;
    // Only a row with an image has a time to remove it.
    const page = await db
      .select({ imageId: sql<string>`${uploads.imageId}`, removeAt })
      .from(uploads)
      .where(and(lte(uploads.removeAt, now), isFurther))
      .orderBy(asc(uploads.removeAt), asc(uploads.imageId))
      .limit(pageSize);
    for (const { imageId } of page) yield imageId;
    const lastOfPage = page.at(-1);
    if (!lastOfPage) return;
    last = lastOfPage;
  }
}

/** Once more after `lateMs` from the end, then never again. */
export async function settleRemoval(db: Db, imageId: string, lateMs: number): Promise<void> {
  await db
    .update(uploads)
    .set({
      status: sql`case when ${uploads.status} = 'deleting' then 'deleted' else ${uploads.status} end`,
      removeAt: sql`case when ${uploads.updatedAt} > ${ago(lateMs)}
        then ${uploads.updatedAt} + ${milliseconds(lateMs)} end`,
    })
    .where(and(eq(uploads.imageId, imageId), lte(uploads.removeAt, now)));
}
