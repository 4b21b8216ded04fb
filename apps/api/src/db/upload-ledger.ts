/** The ledger on Postgres. All times are the database's, so that processes with different clocks agree. */
import { randomUUID } from "node:crypto";
import type { LeaseAnswer, StaleUpload, UploadClaim, UploadLedger } from "@picket/upload-server";
import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { listDead, markDeleting, settleRemoval } from "./dead-images.ts";
import { forget, listForgettable } from "./ended-uploads.ts";
import type { Db } from "./open-database.ts";
import { uploads } from "./schema.ts";
import { fromNow, now } from "./sql-time.ts";

export function createUploadLedger(db: Db): UploadLedger<Db> {
  return {
    lease: async (claim, leaseMs) => {
      // A row that vanishes between the two statements was released unspent: then it is free again.
      for (;;) {
        const answer = (await takeLease(db, claim, leaseMs)) ?? (await readState(db, claim));
        if (answer) return answer;
      }
    },

    findOutcome: async (ticketId) => {
      const [row] = await db
        .select({ outcome: uploads.outcome })
        .from(uploads)
        .where(eq(uploads.ticketId, ticketId));
      return row?.outcome ?? null;
    },

    beginPublishing: async ({ ticketId, leaseId }, { imageId, leaseMs }) => {
      const begun = await db
        .update(uploads)
        .set({
          status: "publishing",
          imageId,
          attempt: sql`case when ${uploads.status} = 'publishing' then ${uploads.attempt} else 0 end`,
          leaseExpiresAt: fromNow(leaseMs),
          updatedAt: now,
        })
        .where(and(eq(uploads.ticketId, ticketId), eq(uploads.leaseId, leaseId)))
        .returning({ ticketId: uploads.ticketId });
      return begun.length > 0;
    },

    settle: (lease, decide) =>
      db.transaction(async (tx) => {
        const [row] = await tx
          .select({ leaseId: uploads.leaseId, outcome: uploads.outcome })
          .from(uploads)
          .where(eq(uploads.ticketId, lease.ticketId))
          .for("update");
        if (!row) return null;
        if (row.outcome) return row.outcome;
        if (row.leaseId !== lease.leaseId) return null;
        const outcome = await decide(tx);
        await tx
          .update(uploads)
          .set({ ...endedAs(outcome.status), outcome })
          .where(eq(uploads.ticketId, lease.ticketId));
        return outcome;
      }),

    release: async ({ ticketId, leaseId }, attempt) => {
      const own = and(eq(uploads.ticketId, ticketId), eq(uploads.leaseId, leaseId));
      if (attempt === "spent") {
        await db
          .update(uploads)
          .set({ ...noLease, updatedAt: now })
          .where(own);
        return;
      }
      const deleted = await db
        .delete(uploads)
        .where(and(own, eq(uploads.attempt, 1), eq(uploads.status, "verifying")))
        .returning({ ticketId: uploads.ticketId });
      if (deleted.length > 0) return;
      const before = sql`greatest(${uploads.attempt} - 1, 0)`;
      await db
        .update(uploads)
        .set({ ...noLease, attempt: before, updatedAt: now })
        .where(own);
    },

    listStale: () => listStale(db),

    abandon: async (ticketId, refusal) => {
      await db
        .update(uploads)
        .set({ ...endedAs("rejected"), outcome: { status: "rejected", refusal } })
        .where(and(eq(uploads.ticketId, ticketId), hasNotEnded, isFree));
    },

    markDeleting,
    listDead: () => listDead(db),
    settleRemoval: (imageId, lateMs) => settleRemoval(db, imageId, lateMs),
    listForgettable: (endedMs, limit) => listForgettable(db, endedMs, limit),
    forget: (ticketIds, endedMs) => forget(db, ticketIds, endedMs),
  };
}

const noLease = { leaseId: null, leaseExpiresAt: null };

const hasNotEnded = inArray(uploads.status, ["verifying", "publishing"]);

const isFree = sql`coalesce(${uploads.leaseExpiresAt} <= ${now}, true)`;

/** A rejected upload that came as far as publishing has left objects. */
function endedAs(status: "published" | "rejected") {
  const removeAt = sql`case when ${uploads.imageId} is not null then ${now} end`;
  return { status, ...noLease, updatedAt: now, ...(status === "rejected" && { removeAt }) };
}

/** Insert, or take over what nobody holds: one statement, so of many callers one wins. */
async function takeLease(db: Db, claim: UploadClaim, leaseMs: number): Promise<LeaseAnswer | null> {
  const { ticketId, route, owner, key, file } = claim;
  const lease = { leaseId: randomUUID(), leaseExpiresAt: fromNow(leaseMs) };
  const [row] = await db
    .insert(uploads)
    .values({ ticketId, route, owner, key, ...file, status: "verifying", attempt: 1, ...lease })
    .onConflictDoUpdate({
      target: uploads.ticketId,
      set: { ...lease, attempt: sql`${uploads.attempt} + 1`, updatedAt: now },
      setWhere: sql`${hasNotEnded} and ${isFree}`,
    })
    .returning({ attempt: uploads.attempt, status: uploads.status });
  if (!row) return null;
  const stage = row.status === "publishing" ? "publishing" : "verifying";
  const { leaseId } = lease;
  return { status: "leased", lease: { ticketId, leaseId }, stage, attempt: row.attempt };
}

/** A lease that runs out right now is still told as busy; the next call takes it. */
const minRetryMs = 100;

async function readState(db: Db, { ticketId }: UploadClaim): Promise<LeaseAnswer | null> {
  const remainingMs = sql<number>`extract(epoch from ${uploads.leaseExpiresAt} - ${now}) * 1000`;
  const [row] = await db
    .select({ outcome: uploads.outcome, remainingMs: remainingMs.mapWith(Number) })
    .from(uploads)
    .where(eq(uploads.ticketId, ticketId));
  if (!row) return null;
  if (row.outcome) return { status: "settled", outcome: row.outcome };
  return { status: "busy", retryAfterMs: Math.max(minRetryMs, Math.ceil(row.remainingMs)) };
}

const pageSize = 100;

async function* listStale(db: Db): AsyncGenerator<StaleUpload> {
  for (let after = ""; ;) {
    const page = await db
      .select({ ticketId: uploads.ticketId, owner: uploads.owner, key: uploads.key })
      .from(uploads)
      .where(and(hasNotEnded, isFree, gt(uploads.ticketId, after)))
      .orderBy(asc(uploads.ticketId))
      .limit(pageSize);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.ticketId;
  }
}
