/** What the parts of the ledgers' suite share. */
import { randomBytes } from "node:crypto";
import type { UploadClaim } from "../claim.ts";
import type { LeaseAnswer, UploadLedger, UploadOutcome } from "../upload-ledger.ts";

/** A ledger and what the suite needs to look behind it. Made once, shared by all tests: ticket ids never repeat. */
export type LedgerSetup<Tx> = {
  ledger: UploadLedger<Tx>;
  /** makes everything so far, the end of leases too, this much longer ago, without waiting */
  advance: (ms: number) => Promise<void>;
  /** a transaction of the application's own */
  transaction: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;
  /** writes one row of the application's own, under this id, within the transaction */
  writeRow: (tx: Tx, id: string) => Promise<void>;
  /** how many such rows are committed */
  countRows: (id: string) => Promise<number>;
  close: () => Promise<void>;
};
export const leaseMs = 60_000;
export const published: UploadOutcome = { status: "published", data: { imageId: "a" } };
export const rejected: UploadOutcome = {
  status: "rejected",
  refusal: {
    code: "FILE_TYPE_NOT_ALLOWED",
    details: { actualType: "image/gif", allowedTypes: ["image/jpeg"] },
  },
};
export type Take = (claim: UploadClaim) => Promise<Leased>;
export async function listed<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const list: Entry[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

export async function staleTickets<Tx>(ledger: UploadLedger<Tx>): Promise<string[]> {
  return (await listed(ledger.listStale())).map(({ ticketId }) => ticketId);
}

/** Settles an upload that got as far as publishing. @returns its claim, and the id of its image */
export async function publishAs<Tx>(
  { ledger }: LedgerSetup<Tx>,
  take: Take,
  outcome: UploadOutcome,
): Promise<[UploadClaim, string]> {
  const claim = someClaim();
  const imageId = newId();
  const { lease } = await take(claim);
  await ledger.beginPublishing(lease, { imageId, leaseMs });
  await ledger.settle(lease, async () => outcome);
  return [claim, imageId];
}

/** In a transaction of its own. */
export function markDeleting<Tx>(
  { ledger, transaction }: LedgerSetup<Tx>,
  ...imageIds: string[]
): Promise<string[]> {
  return transaction((tx) => ledger.markDeleting(imageIds, tx));
}

export function newId(): string {
  return randomBytes(16).toString("hex");
}

export function someClaim(): UploadClaim {
  const ticketId = newId();
  return {
    ticketId,
    route: "productImage",
    owner: "owner-1",
    input: { productId: "product-1" },
    key: `incoming/product-image/${ticketId}`,
    file: {
      name: "Größe 42 \u{1F4F7}.jpg",
      type: "image/jpeg",
      sizeBytes: 1234,
      sha256: randomBytes(32).toString("base64"),
    },
    expiresAt: "2026-01-01T00:05:00.000Z",
  };
}

export type Leased = Extract<LeaseAnswer, { status: "leased" }>;

export function isLeased(answer: LeaseAnswer): answer is Leased {
  return answer.status === "leased";
}

export function leased(answer: LeaseAnswer): Leased {
  if (!isLeased(answer)) throw new Error(`expected a lease, got ${answer.status}`);
  return answer;
}

export function settledAs(outcome: UploadOutcome): LeaseAnswer {
  return { status: "settled", outcome };
}

export function countByStatus(answers: LeaseAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
