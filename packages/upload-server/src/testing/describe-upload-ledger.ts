/** The one suite that every upload ledger must pass. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UploadClaim } from "../claim.ts";
import type { LeaseAnswer, UploadLease, UploadOutcome } from "../upload-ledger.ts";
import { describeForgetting } from "./describe-ledger-forgetting.ts";
import { describeDeleting, describePublishing, describeStale } from "./describe-ledger-recovery.ts";
import {
  leaseMs,
  published,
  rejected,
  someClaim,
  isLeased,
  leased,
  settledAs,
  countByStatus,
  type Leased,
  type LedgerSetup,
} from "./ledger-suite.ts";

export type { LedgerSetup };

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

    const take = async (claim: UploadClaim): Promise<Leased> =>
      leased(await given.ledger.lease(claim, leaseMs));
    const settle = (lease: UploadLease, outcome: UploadOutcome): Promise<UploadOutcome | null> =>
      given.ledger.settle(lease, async (tx) => {
        await given.writeRow(tx, lease.ticketId);
        return outcome;
      });

    describe("a lease", () => {
      test("is given for an upload that nobody has seen, as its first attempt", async () => {
        const claim = someClaim();
        const { lease, ...counted } = await take(claim);
        expect(lease.ticketId).toBe(claim.ticketId);
        expect(counted).toEqual({ status: "leased", stage: "verifying", attempt: 1 });
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
          expect(await given.ledger.findOutcome(claim.ticketId)).toEqual(outcome);
          await given.advance(365 * 24 * 3600 * 1000);
          expect(await given.ledger.lease(claim, leaseMs)).toEqual(settledAs(outcome));
        },
      );

      test("has no outcome before it is done, nor of what nobody has seen", async () => {
        const claim = someClaim();
        expect(await given.ledger.findOutcome(claim.ticketId)).toBeNull();
        await take(claim);
        expect(await given.ledger.findOutcome(claim.ticketId)).toBeNull();
      });

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
    describeForgetting(() => given, take);
  });
}
