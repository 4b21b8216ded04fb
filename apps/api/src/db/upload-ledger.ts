/** The ledger on Postgres. All times are the database's, so that processes with different clocks agree. */
import { randomUUID } from "node:crypto";
import type { LeaseAnswer, UploadClaim, UploadLedger } from "@picket/upload-server";
import { and, eq, sql, type SQL } from "drizzle-orm";
import type { Db } from "./open-database.ts";
import { uploads } from "./schema.ts";

export function createUploadLedger(db: Db): UploadLedger<Db> {
  return {
    lease: async (claim, leaseMs) => {
      // A row that vanishes between the two statements was released unspent: then it is free again.
      for (;;) {
        const answer = (await takeLease(db, claim, leaseMs)) ?? (await readState(db, claim));
        if (answer) return answer;
      }
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
          .set({ status: outcome.status, outcome, ...noLease, updatedAt: now })
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
        .where(and(own, eq(uploads.attempt, 1)))
        .returning({ ticketId: uploads.ticketId });
      if (deleted.length > 0) return;
      const before = sql`${uploads.attempt} - 1`;
      await db
        .update(uploads)
        .set({ ...noLease, attempt: before, updatedAt: now })
        .where(own);
    },
  };
}

const noLease = { leaseId: null, leaseExpiresAt: null };

/** Not `now()`: that is when the transaction began, and this one may have waited for a row. */
const now = sql`clock_timestamp()`;

/** Insert, or take over what nobody holds: one statement, so of many callers one wins. */
async function takeLease(db: Db, claim: UploadClaim, leaseMs: number): Promise<LeaseAnswer | null> {
  const { ticketId, route, owner, key, file } = claim;
  const lease = {
    leaseId: randomUUID(),
    leaseExpiresAt: sql`clock_timestamp() + ${milliseconds(leaseMs)}`,
  };
  const [row] = await db
    .insert(uploads)
    .values({ ticketId, route, owner, key, ...file, status: "verifying", attempt: 1, ...lease })
    .onConflictDoUpdate({
      target: uploads.ticketId,
      set: { ...lease, attempt: sql`${uploads.attempt} + 1`, updatedAt: now },
      setWhere: sql`${uploads.status} = 'verifying'
        and coalesce(${uploads.leaseExpiresAt} <= clock_timestamp(), true)`,
    })
    .returning({ attempt: uploads.attempt });
  if (!row) return null;
  return { status: "leased", lease: { ticketId, leaseId: lease.leaseId }, attempt: row.attempt };
}

/** A lease that runs out right now is still told as busy; the next call takes it. */
const minRetryMs = 100;

async function readState(db: Db, { ticketId }: UploadClaim): Promise<LeaseAnswer | null> {
  const remainingMs = sql<number>`extract(epoch from ${uploads.leaseExpiresAt} - clock_timestamp()) * 1000`;
  const [row] = await db
    .select({ outcome: uploads.outcome, remainingMs: remainingMs.mapWith(Number) })
    .from(uploads)
    .where(eq(uploads.ticketId, ticketId));
  if (!row) return null;
  if (row.outcome) return { status: "settled", outcome: row.outcome };
  return { status: "busy", retryAfterMs: Math.max(minRetryMs, Math.ceil(row.remainingMs)) };
}

function milliseconds(count: number): SQL {
  return sql`${count} * interval '1 millisecond'`;
}
