/** The one suite that every upload ledger must pass. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UploadClaim } from "../claim.ts";
import type { LeaseAnswer, UploadLease, UploadLedger, UploadOutcome } from "../upload-ledger.ts";

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

const leaseMs = 60_000;
const published: UploadOutcome = { status: "published", data: { imageId: "a" } };
const rejected: UploadOutcome = {
  status: "rejected",
  refusal: {
    code: "FILE_TYPE_NOT_ALLOWED",
    details: { actualType: "image/gif", allowedTypes: ["image/jpeg"] },
  },
};

/** @param setup called once, before the first test; `close` after the last */
export function describeUploadLedger<Tx>(
  name: string,
  setup: () => LedgerSetup<Tx> | Promise<LedgerSetup<Tx>>,
): void {
  describe(`${name} keeps the contract of an upload ledger`, () => {
    let given: LedgerSetup<Tx>;
    beforeAll(async () => {
      given = await setup();
    });
    afterAll(() => given.close());

    const take = async (claim: UploadClaim): Promise<{ lease: UploadLease; attempt: number }> =>
      leased(await given.ledger.lease(claim, leaseMs));
    const settle = (lease: UploadLease, outcome: UploadOutcome): Promise<UploadOutcome | null> =>
      given.ledger.settle(lease, async (tx) => {
        await given.writeRow(tx, lease.ticketId);
        return outcome;
      });

    describe("a lease", () => {
      test("is given for an upload that nobody has seen, as its first attempt", async () => {
        const claim = someClaim();
        const { lease, attempt } = await take(claim);
        expect(lease.ticketId).toBe(claim.ticketId);
        expect(attempt).toBe(1);
      });

      test("keeps others away and tells them how long at most", async () => {
        const claim = someClaim();
        await take(claim);
        const answer = await given.ledger.lease(claim, leaseMs);
        if (answer.status !== "busy") throw new Error(`expected busy, got ${answer.status}`);
        expect(answer.retryAfterMs).toBeGreaterThan(0);
        expect(answer.retryAfterMs).toBeLessThanOrEqual(leaseMs);
      });

      test("of one upload does not keep anybody from another", async () => {
        await take(someClaim());
        expect((await take(someClaim())).attempt).toBe(1);
      });

      test("that ran out is taken over by the next worker, as a further attempt", async () => {
        const claim = someClaim();
        const first = await take(claim);
        await given.advance(leaseMs + 1000);
        const second = await take(claim);
        expect(second.attempt).toBe(2);
        expect(second.lease.leaseId).not.toBe(first.lease.leaseId);
        await given.advance(leaseMs + 1000);
        expect((await take(claim)).attempt).toBe(3);
      });

      test("that has not run out yet is not taken over", async () => {
        const claim = someClaim();
        await take(claim);
        await given.advance(leaseMs / 2);
        expect((await given.ledger.lease(claim, leaseMs)).status).toBe("busy");
      });

      test("goes to exactly one of twenty workers at once", async () => {
        const claim = someClaim();
        const race = (): Promise<LeaseAnswer[]> =>
          Promise.all(Array.from({ length: 20 }, () => given.ledger.lease(claim, leaseMs)));
        expect(countByStatus(await race())).toEqual({ leased: 1, busy: 19 });
        await given.advance(leaseMs + 1000);
        const takeover = await race();
        expect(countByStatus(takeover)).toEqual({ leased: 1, busy: 19 });
        expect(takeover.find(isLeased)?.attempt).toBe(2);
      });
    });

    describe("releasing", () => {
      test("an attempt as spent frees the upload and counts the attempt", async () => {
        const claim = someClaim();
        await given.ledger.release((await take(claim)).lease, "spent");
        expect((await take(claim)).attempt).toBe(2);
      });

      test("an attempt as unspent leaves no trace of it", async () => {
        const claim = someClaim();
        await given.ledger.release((await take(claim)).lease, "unspent");
        const again = await take(claim);
        expect(again.attempt).toBe(1);
        await given.ledger.release(again.lease, "spent");
        await given.ledger.release((await take(claim)).lease, "unspent");
        expect((await take(claim)).attempt).toBe(2);
      });

      test("a lost lease changes nothing for the worker who has it now", async () => {
        const claim = someClaim();
        const lost = await take(claim);
        await given.advance(leaseMs + 1000);
        const current = await take(claim);
        await given.ledger.release(lost.lease, "unspent");
        await given.ledger.release(lost.lease, "spent");
        expect((await given.ledger.lease(claim, leaseMs)).status).toBe("busy");
        expect(await settle(current.lease, published)).toEqual(published);
      });

      test("a settled upload changes nothing", async () => {
        const claim = someClaim();
        const { lease } = await take(claim);
        await settle(lease, published);
        await given.ledger.release(lease, "unspent");
        expect(await given.ledger.lease(claim, leaseMs)).toEqual(settledAs(published));
      });

      test("ends the right to settle", async () => {
        const claim = someClaim();
        const { lease } = await take(claim);
        await given.ledger.release(lease, "spent");
        expect(await settle(lease, published)).toBeNull();
        expect(await given.countRows(claim.ticketId)).toBe(0);
        expect((await take(claim)).attempt).toBe(2);
      });
    });

    describe("settling", () => {
      test.each([published, rejected])(
        "as $status is the answer to everybody, for good",
        async (outcome) => {
          const claim = someClaim();
          const { lease } = await take(claim);
          expect(await settle(lease, outcome)).toEqual(outcome);
          expect(await given.ledger.lease(claim, leaseMs)).toEqual(settledAs(outcome));
          await given.advance(365 * 24 * 3600 * 1000);
          expect(await given.ledger.lease(claim, leaseMs)).toEqual(settledAs(outcome));
        },
      );

      test("gives the data back as the same JSON", async () => {
        const data = {
          text: "Größe \u{1F4F7} \"quoted\" \\ 'single' \n",
          empty: "",
          numbers: [0, -1.5, 1e21, 9_007_199_254_740_991],
          nested: { list: [[], {}, [null, true, false]], "key with space": null },
        };
        for (const value of [data, [data], "text", "", 0, false, null]) {
          const claim = someClaim();
          const outcome: UploadOutcome = { status: "published", data: value };
          expect(await settle((await take(claim)).lease, outcome)).toEqual(outcome);
          expect(await given.ledger.lease(claim, leaseMs)).toEqual(settledAs(outcome));
        }
      });

      test("commits what was decided and the application's own row together", async () => {
        const claim = someClaim();
        await settle((await take(claim)).lease, published);
        expect(await given.countRows(claim.ticketId)).toBe(1);
      });

      test("writes nothing when the decision throws, and passes the error on", async () => {
        const claim = someClaim();
        const { lease } = await take(claim);
        const failure = new Error("no such product");
        const attempt = given.ledger.settle(lease, async (tx) => {
          await given.writeRow(tx, claim.ticketId);
          throw failure;
        });
        await expect(attempt).rejects.toBe(failure);
        expect(await given.countRows(claim.ticketId)).toBe(0);
        expect(await settle(lease, published)).toEqual(published);
      });

      test("with a lost lease decides nothing while another worker is at it", async () => {
        const claim = someClaim();
        const lost = await take(claim);
        await given.advance(leaseMs + 1000);
        const current = await take(claim);
        expect(await settle(lost.lease, published)).toBeNull();
        expect(await given.countRows(claim.ticketId)).toBe(0);
        expect(await settle(current.lease, rejected)).toEqual(rejected);
      });

      test("with a lost lease gives the outcome that another worker wrote", async () => {
        const claim = someClaim();
        const lost = await take(claim);
        await given.advance(leaseMs + 1000);
        await settle((await take(claim)).lease, rejected);
        expect(await settle(lost.lease, published)).toEqual(rejected);
        expect(await given.countRows(claim.ticketId)).toBe(1);
      });

      test("twice at once decides once", async () => {
        const claim = someClaim();
        const { lease } = await take(claim);
        const outcomes = await Promise.all([settle(lease, published), settle(lease, rejected)]);
        expect(outcomes[0]).toEqual(outcomes[1]);
        expect(await given.countRows(claim.ticketId)).toBe(1);
      });
    });

    describePublishing(() => given, take);
    describeStale(() => given, take);
    describeDeleting(() => given, take);
  });
}

type Take = (claim: UploadClaim) => Promise<{ lease: UploadLease; attempt: number }>;

function describePublishing<Tx>(given: () => LedgerSetup<Tx>, take: Take): void {
  describe("publishing", () => {
    const begin = (lease: UploadLease): Promise<boolean> =>
      given().ledger.beginPublishing(lease, { imageId: newId(), leaseMs });

    test("renews the lease", async () => {
      const claim = someClaim();
      const { lease } = await take(claim);
      await given().advance(leaseMs - 1000);
      expect(await begin(lease)).toBe(true);
      await given().advance(leaseMs - 1000);
      expect((await given().ledger.lease(claim, leaseMs)).status).toBe("busy");
      expect(await given().ledger.settle(lease, async () => published)).toEqual(published);
    });

    test("is not begun by who has lost the lease", async () => {
      const claim = someClaim();
      const lost = await take(claim);
      await given().advance(leaseMs + 1000);
      await take(claim);
      expect(await begin(lost.lease)).toBe(false);
      const gone = { ticketId: newId(), leaseId: newId() };
      expect(await begin(gone)).toBe(false);
    });

    test("is taken over like any other lease, with all attempts, and begun again", async () => {
      const claim = someClaim();
      const first = await take(claim);
      const publishing = { imageId: newId(), leaseMs };
      await given().ledger.beginPublishing(first.lease, publishing);
      await given().advance(leaseMs + 1000);
      const second = await take(claim);
      expect(second.attempt).toBe(1);
      expect(await given().ledger.beginPublishing(second.lease, publishing)).toBe(true);
    });

    test("keeps the upload in the record when it is released unspent", async () => {
      const claim = someClaim();
      const { lease } = await take(claim);
      await begin(lease);
      await given().ledger.release(lease, "unspent");
      await given().advance(1000);
      expect(await staleTickets(given().ledger, 0)).toContain(claim.ticketId);
      expect((await take(claim)).attempt).toBe(1);
    });
  });
}

function describeStale<Tx>(given: () => LedgerSetup<Tx>, take: Take): void {
  describe("a stale upload", () => {
    const graceMs = 5 * leaseMs;

    test("is one that nobody has been at for so long, with the key of its object", async () => {
      const { ledger, advance } = given();
      const [held, spent, ended] = [someClaim(), someClaim(), someClaim()];
      await take(held);
      await ledger.release((await take(spent)).lease, "spent");
      await ledger.settle((await take(ended)).lease, async () => published);
      await advance(graceMs);
      expect(await staleTickets(ledger, graceMs)).toContain(spent.ticketId);
      expect(await staleTickets(ledger, graceMs)).not.toContain(held.ticketId);
      await advance(leaseMs);
      const stale = await listed(ledger.listStale(graceMs));
      expect(stale).toContainEqual({ ticketId: held.ticketId, key: held.key });
      expect(stale.map(({ ticketId }) => ticketId)).not.toContain(ended.ticketId);
    });

    test("is listed beside many others", async () => {
      const { ledger, advance } = given();
      const claims = Array.from({ length: 300 }, someClaim);
      for (const claim of claims) await ledger.release((await take(claim)).lease, "spent");
      await advance(graceMs);
      const stale = await staleTickets(ledger, graceMs);
      expect(stale).toEqual(expect.arrayContaining(claims.map(({ ticketId }) => ticketId)));
    });

    test("that is abandoned is rejected for good, and its image is dead", async () => {
      const { ledger, advance } = given();
      const claim = someClaim();
      const { lease } = await take(claim);
      const imageId = newId();
      await ledger.beginPublishing(lease, { imageId, leaseMs });
      await advance(leaseMs + 1000);
      await ledger.abandon(claim.ticketId, missing.refusal);
      expect(await ledger.lease(claim, leaseMs)).toEqual(settledAs(missing));
      expect(await listed(ledger.listDead())).toContain(imageId);
      expect(await ledger.settle(lease, async () => published)).toEqual(missing);
    });

    test("is not abandoned while somebody is at it, nor when it has ended", async () => {
      const { ledger } = given();
      const [held, ended] = [someClaim(), someClaim()];
      await take(held);
      await ledger.settle((await take(ended)).lease, async () => published);
      for (const { ticketId } of [held, ended, someClaim()]) {
        await ledger.abandon(ticketId, missing.refusal);
      }
      expect((await ledger.lease(held, leaseMs)).status).toBe("busy");
      expect(await ledger.lease(ended, leaseMs)).toEqual(settledAs(published));
    });
  });
}

function describeDeleting<Tx>(given: () => LedgerSetup<Tx>, take: Take): void {
  describe("deleting", () => {
    const lateMs = 10 * leaseMs;
    const publishAs = async (outcome: UploadOutcome): Promise<[UploadClaim, string]> => {
      const { ledger } = given();
      const claim = someClaim();
      const imageId = newId();
      const { lease } = await take(claim);
      await ledger.beginPublishing(lease, { imageId, leaseMs });
      await ledger.settle(lease, async () => outcome);
      return [claim, imageId];
    };
    const markDeleting = (...imageIds: string[]): Promise<string[]> =>
      given().transaction((tx) => given().ledger.markDeleting(imageIds, tx));
    const dead = (): Promise<string[]> => listed(given().ledger.listDead());

    test("tells which images were published, and has them removed", async () => {
      const [, imageId] = await publishAs(published);
      const [, rejectedId] = await publishAs(rejected);
      expect(await dead()).not.toContain(imageId);
      expect(await markDeleting(imageId, rejectedId, newId())).toEqual([imageId]);
      expect(await dead()).toContain(imageId);
      expect(await markDeleting(imageId)).toEqual([]);
      expect(await markDeleting()).toEqual([]);
    });

    test("holds only when the application's transaction does", async () => {
      const [, imageId] = await publishAs(published);
      const failure = new Error("the application says no");
      const { ledger, transaction } = given();
      const attempt = transaction(async (tx) => {
        await ledger.markDeleting([imageId], tx);
        throw failure;
      });
      await expect(attempt).rejects.toBe(failure);
      expect(await dead()).not.toContain(imageId);
      expect(await markDeleting(imageId)).toEqual([imageId]);
    });

    test("does not change the answer to who completes the upload again", async () => {
      const [claim, imageId] = await publishAs(published);
      await markDeleting(imageId);
      expect(await given().ledger.lease(claim, leaseMs)).toEqual(settledAs(published));
      await given().ledger.settleRemoval(imageId, lateMs);
      expect(await given().ledger.lease(claim, leaseMs)).toEqual(settledAs(published));
    });

    test.each(["deleted", "rejected"])(
      "of what is %s is done twice: at once, and when no late worker can write any more",
      async (end) => {
        const { advance, ledger } = given();
        const [, imageId] = await publishAs(end === "deleted" ? published : rejected);
        await markDeleting(imageId);
        await advance(1000);
        expect(await dead()).toContain(imageId);
        await ledger.settleRemoval(imageId, lateMs);
        expect(await dead()).not.toContain(imageId);
        await advance(lateMs);
        expect(await dead()).toContain(imageId);
        await ledger.settleRemoval(imageId, lateMs);
        await advance(365 * 24 * 3600 * 1000);
        expect(await dead()).not.toContain(imageId);
      },
    );

    test("is never settled for an image that lives", async () => {
      const [, imageId] = await publishAs(published);
      await given().ledger.settleRemoval(imageId, lateMs);
      await given().ledger.settleRemoval(newId(), lateMs);
      expect(await dead()).not.toContain(imageId);
      expect(await markDeleting(imageId)).toEqual([imageId]);
    });

    test("a rejected upload that never came to publishing leaves no image behind", async () => {
      const { ledger } = given();
      const before = await dead();
      await ledger.settle((await take(someClaim())).lease, async () => rejected);
      expect(await dead()).toEqual(before);
    });
  });
}

const missing: UploadOutcome & { status: "rejected" } = {
  status: "rejected",
  refusal: { code: "OBJECT_MISSING", details: {} },
};

async function listed<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const list: Entry[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

async function staleTickets<Tx>(ledger: UploadLedger<Tx>, graceMs: number): Promise<string[]> {
  return (await listed(ledger.listStale(graceMs))).map(({ ticketId }) => ticketId);
}

function newId(): string {
  return randomBytes(16).toString("hex");
}

function someClaim(): UploadClaim {
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

type Leased = Extract<LeaseAnswer, { status: "leased" }>;

function isLeased(answer: LeaseAnswer): answer is Leased {
  return answer.status === "leased";
}

function leased(answer: LeaseAnswer): Leased {
  if (!isLeased(answer)) throw new Error(`expected a lease, got ${answer.status}`);
  return answer;
}

function settledAs(outcome: UploadOutcome): LeaseAnswer {
  return { status: "settled", outcome };
}

function countByStatus(answers: LeaseAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
