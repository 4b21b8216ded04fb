/** The ledger in memory: what a database would do, one transaction after the other. */
import { randomUUID } from "node:crypto";
import type { JsonValue, UploadLedger, UploadOutcome } from "../upload-ledger.ts";

/** What `onPublished` writes with: what is written appears when the transaction commits, and never otherwise. */
export type MemoryTx = {
  insert: (row: JsonValue) => void;
  onCommit: (write: () => void) => void;
};

export type MemoryLedger = UploadLedger<MemoryTx> & {
  /** the application's committed rows */
  rows: JsonValue[];
  /** a transaction of the application's own */
  transaction: <Result>(work: (tx: MemoryTx) => Promise<Result>) => Promise<Result>;
};

type Upload = {
  owner: string;
  key: string;
  attempts: number;
  status: "verifying" | "publishing" | "published" | "rejected" | "deleting" | "deleted";
  imageId: string | null;
  /** null while nobody is at it */
  lease: { id: string; endsAtMs: number } | null;
  changedAtMs: number;
  /** when objects of a dead image are to be removed; null when none are left */
  removeAtMs: number | null;
  /** as a database would keep it: text, so that nobody shares objects with the ledger */
  outcomeJson: string | null;
};

export function createMemoryLedger({
  clock = () => new Date(),
}: { clock?: () => Date } = {}): MemoryLedger {
  const uploads = new Map<string, Upload>();
  const rows: JsonValue[] = [];
  const inTurn = createQueue();
  const now = (): number => clock().getTime();

  const transaction: MemoryLedger["transaction"] = (work) =>
    inTurn(() => commit(work, (row) => rows.push(row)));

  const change = (ticketId: string, changes: Partial<Upload>): void => {
    const upload = uploads.get(ticketId);
    if (upload) uploads.set(ticketId, { ...upload, changedAtMs: now(), ...changes });
  };
  const end = (ticketId: string, outcome: UploadOutcome): void => {
    const isDead = outcome.status === "rejected" && uploads.get(ticketId)?.imageId !== null;
    const outcomeJson = JSON.stringify(outcome);
    const removeAtMs = isDead ? now() : null;
    change(ticketId, { status: outcome.status, lease: null, outcomeJson, removeAtMs });
  };
  const withImage = (imageId: string): [string, Upload][] =>
    [...uploads].filter(([, upload]) => upload.imageId === imageId);

  return {
    rows,
    transaction,

    lease: ({ ticketId, owner, key }, leaseMs) =>
      inTurn(() => {
        const upload = uploads.get(ticketId) ?? newUpload({ owner, key });
        if (upload.outcomeJson !== null) {
          return { status: "settled", outcome: parseOutcome(upload.outcomeJson) };
        }
        if (isHeld(upload, now())) {
          return { status: "busy", retryAfterMs: (upload.lease?.endsAtMs ?? 0) - now() };
        }
        const leaseId = randomUUID();
        const attempts = upload.attempts + 1;
        const lease = { id: leaseId, endsAtMs: now() + leaseMs };
        uploads.set(ticketId, { ...upload, attempts, lease, changedAtMs: now() });
        const stage = upload.status === "publishing" ? "publishing" : "verifying";
        return { status: "leased", lease: { ticketId, leaseId }, stage, attempt: attempts };
      }),

    findOutcome: (ticketId) =>
      inTurn(() => {
        const json = uploads.get(ticketId)?.outcomeJson ?? null;
        return json === null ? null : parseOutcome(json);
      }),

    beginPublishing: ({ ticketId, leaseId }, { imageId, leaseMs }) =>
      inTurn(() => {
        const upload = uploads.get(ticketId);
        if (upload?.lease?.id !== leaseId) return false;
        const attempts = upload.status === "publishing" ? upload.attempts : 0;
        const lease = { id: leaseId, endsAtMs: now() + leaseMs };
        change(ticketId, { status: "publishing", imageId, attempts, lease });
        return true;
      }),

    settle: ({ ticketId, leaseId }, decide) =>
      transaction(async (tx) => {
        const upload = uploads.get(ticketId);
        if (upload?.outcomeJson) return parseOutcome(upload.outcomeJson);
        if (upload?.lease?.id !== leaseId) return null;
        const outcome = await decide(tx);
        tx.onCommit(() => end(ticketId, outcome));
        return parseOutcome(JSON.stringify(outcome));
      }),

    release: ({ ticketId, leaseId }, attempt) =>
      inTurn(() => {
        const upload = uploads.get(ticketId);
        if (upload?.lease?.id !== leaseId) return;
        const attempts = attempt === "spent" ? upload.attempts : Math.max(0, upload.attempts - 1);
        if (attempts === 0 && upload.status === "verifying") uploads.delete(ticketId);
        else change(ticketId, { attempts, lease: null });
      }),

    listStale: async function* () {
      for (const [ticketId, upload] of uploads) {
        if (upload.outcomeJson !== null || isHeld(upload, now())) continue;
        yield { ticketId, owner: upload.owner, key: upload.key };
      }
    },

    abandon: (ticketId, refusal) =>
      inTurn(() => {
        const upload = uploads.get(ticketId);
        if (!upload || upload.outcomeJson !== null || isHeld(upload, now())) return;
        end(ticketId, { status: "rejected", refusal });
      }),

    markDeleting: async (imageIds, tx) => {
      const published = imageIds.filter((imageId) =>
        withImage(imageId).some(([, { status }]) => status === "published"),
      );
      tx.onCommit(() => {
        for (const [ticketId] of published.flatMap(withImage)) {
          change(ticketId, { status: "deleting", removeAtMs: now() });
        }
      });
      return published;
    },

    listDead: async function* () {
      for (const { imageId, removeAtMs } of uploads.values()) {
        if (imageId !== null && removeAtMs !== null && removeAtMs <= now()) yield imageId;
      }
    },

    settleRemoval: (imageId, lateMs) =>
      inTurn(() => {
        for (const [ticketId, upload] of withImage(imageId)) {
          const { changedAtMs, removeAtMs } = upload;
          if (removeAtMs === null || removeAtMs > now()) continue;
          const lastAtMs = changedAtMs + lateMs;
          change(ticketId, {
            status: upload.status === "deleting" ? "deleted" : upload.status,
            removeAtMs: lastAtMs <= now() ? null : lastAtMs,
            changedAtMs,
          });
        }
      }),

    listForgettable: (endedMs, limit) =>
      inTurn(() =>
        [...uploads]
          .filter(([, upload]) => isForgettable(upload, now() - endedMs))
          .sort(([, a], [, b]) => a.changedAtMs - b.changedAtMs)
          .slice(0, limit)
          .map(([ticketId, { key }]) => ({ ticketId, key })),
      ),

    forget: (ticketIds, endedMs) =>
      inTurn(
        () =>
          ticketIds.filter((ticketId) => {
            const upload = uploads.get(ticketId);
            return upload && isForgettable(upload, now() - endedMs) && uploads.delete(ticketId);
          }).length,
      ),
  };
}

function newUpload(claimed: Pick<Upload, "owner" | "key">): Upload {
  return {
    ...claimed,
    attempts: 0,
    status: "verifying",
    imageId: null,
    lease: null,
    changedAtMs: 0,
    removeAtMs: null,
    outcomeJson: null,
  };
}

function isHeld({ lease }: Upload, nowMs: number): boolean {
  return lease !== null && lease.endsAtMs > nowMs;
}

function isForgettable({ status, changedAtMs, removeAtMs }: Upload, endedByMs: number): boolean {
  const isDead = status === "rejected" || status === "deleted";
  return isDead && removeAtMs === null && changedAtMs <= endedByMs;
}

async function commit<Result>(
  work: (tx: MemoryTx) => Promise<Result>,
  insert: (row: JsonValue) => void,
): Promise<Result> {
  const writes: (() => void)[] = [];
  const result = await work({
    insert: (row) => writes.push(() => insert(row)),
    onCommit: (write) => writes.push(write),
  });
  for (const write of writes) write();
  return result;
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
