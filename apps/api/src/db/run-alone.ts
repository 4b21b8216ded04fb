/** Lets one of several processes on a database do a job that it would be a waste for all of them to do. */
import { randomUUID } from "node:crypto";
import { and, eq, lte } from "drizzle-orm";
import type { Db } from "./open-database.ts";
import { jobLeases } from "./schema.ts";
import { fromNow, now } from "./sql-time.ts";

/** A process that died leaves the job to the others after so long. */
const defaultLeaseMs = 60_000;

/**
 * Not for safety: a process that sleeps through its lease wakes up and goes on for a moment, so the work must bear company.
 * A row and no advisory lock, since that would hold a connection of the pool for as long as the job takes.
 * @param work its signal aborts with the given one, or when the lease is lost
 * @returns null, without having begun, while another process is at it
 */
export async function runAlone<Result>(
  db: Db,
  { job, signal, leaseMs = defaultLeaseMs }: { job: string; signal: AbortSignal; leaseMs?: number },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | null> {
  const holder = randomUUID();
  const own = and(eq(jobLeases.job, job), eq(jobLeases.holder, holder));
  const lease = { holder, expiresAt: fromNow(leaseMs) };
  const taken = await db
    .insert(jobLeases)
    .values({ job, ...lease })
    .onConflictDoUpdate({
      target: jobLeases.job,
      set: lease,
      setWhere: lte(jobLeases.expiresAt, now),
    })
    .returning({ job: jobLeases.job });
  if (taken.length === 0) return null;

  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    const renewed = await db
      .update(jobLeases)
      .set({ expiresAt: fromNow(leaseMs) })
      .where(own)
      .returning({ job: jobLeases.job });
    if (renewed.length === 0) lost.abort();
  };
  const timer = setInterval(() => void renew().catch(() => lost.abort()), leaseMs / 3);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(timer);
    // Otherwise the next one only has to wait until it has run out.
    await db
      .delete(jobLeases)
      .where(own)
      .catch(() => {});
  }
}
