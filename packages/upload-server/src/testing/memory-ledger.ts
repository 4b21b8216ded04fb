/** The ledger in memory: what a database would do, one transaction after the other. */
import { randomUUID } from "node:crypto";
import type { JsonValue, UploadLedger, UploadOutcome } from "../upload-ledger.ts";

/** What `onPublished` writes with: rows that appear when the transaction commits, and never otherwise. */
export type MemoryTx = { insert: (row: JsonValue) => void };

export type MemoryLedger = UploadLedger<MemoryTx> & {
  /** the application's committed rows */
  rows: JsonValue[];
};

type Upload = {
  attempts: number;
  /** null while nobody is at it */
  lease: { id: string; endsAtMs: number } | null;
  /** as a database would keep it: text, so that nobody shares objects with the ledger */
  outcomeJson: string | null;
};

export function createMemoryLedger({
  clock = () => new Date(),
}: { clock?: () => Date } = {}): MemoryLedger {
  const uploads = new Map<string, Upload>();
  const rows: JsonValue[] = [];
  const transaction = createQueue();

  return {
    rows,

    lease: ({ ticketId }, leaseMs) =>
      transaction(() => {
        const upload = uploads.get(ticketId) ?? { attempts: 0, lease: null, outcomeJson: null };
        if (upload.outcomeJson !== null) {
          return { status: "settled", outcome: parseOutcome(upload.outcomeJson) };
        }
        const nowMs = clock().getTime();
        if (upload.lease && upload.lease.endsAtMs > nowMs) {
          return { status: "busy", retryAfterMs: upload.lease.endsAtMs - nowMs };
        }
        const leaseId = randomUUID();
        const attempt = upload.attempts + 1;
        const lease = { id: leaseId, endsAtMs: nowMs + leaseMs };
        uploads.set(ticketId, { attempts: attempt, lease, outcomeJson: null });
        return { status: "leased", lease: { ticketId, leaseId }, attempt };
      }),

    settle: ({ ticketId, leaseId }, decide) =>
      transaction(async () => {
        const upload = uploads.get(ticketId);
        if (upload?.outcomeJson) return parseOutcome(upload.outcomeJson);
        if (upload?.lease?.id !== leaseId) return null;
        const inserted: JsonValue[] = [];
        const outcome = await decide({ insert: (row) => inserted.push(row) });
        const outcomeJson = JSON.stringify(outcome);
        uploads.set(ticketId, { ...upload, lease: null, outcomeJson });
        rows.push(...inserted);
        return parseOutcome(outcomeJson);
      }),

    release: ({ ticketId, leaseId }, attempt) =>
      transaction(() => {
        const upload = uploads.get(ticketId);
        if (upload?.lease?.id !== leaseId) return;
        const attempts = attempt === "spent" ? upload.attempts : upload.attempts - 1;
        if (attempts === 0) uploads.delete(ticketId);
        else uploads.set(ticketId, { ...upload, attempts, lease: null });
      }),
  };
}

/** Runs work strictly one after the other, as rows under lock do. */
function createQueue(): <Result>(work: () => Result | Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}

function parseOutcome(json: string): UploadOutcome {
  // Written by `settle` above and by nobody else.
  const outcome: UploadOutcome = JSON.parse(json);
  return outcome;
}
