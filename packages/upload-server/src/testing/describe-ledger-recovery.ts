/** The part of the ledgers' suite about what a crash leaves behind: publishing, stale and dead uploads. */
import { describe, expect, test } from "vitest";
import type { UploadLease, UploadOutcome } from "../upload-ledger.ts";
import {
  leaseMs,
  published,
  rejected,
  listed,
  markDeleting,
  publishAs,
  staleTickets,
  newId,
  someClaim,
  settledAs,
  type LedgerSetup,
  type Take,
} from "./ledger-suite.ts";

export function describePublishing<Tx>(given: () => LedgerSetup<Tx>, take: Take): void {
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

    test("is taken over like any other lease and begun again, with attempts of its own that go on", async () => {
      const { ledger, advance } = given();
      const claim = someClaim();
      await ledger.release((await take(claim)).lease, "spent");
      const publishing = { imageId: newId(), leaseMs };
      await ledger.beginPublishing((await take(claim)).lease, publishing);
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        await advance(leaseMs + 1000);
        const { lease, ...counted } = await take(claim);
        expect(counted).toEqual({ status: "leased", stage: "publishing", attempt });
        expect(await ledger.beginPublishing(lease, publishing)).toBe(true);
      }
    });

    test("keeps the upload in the record when it is released unspent", async () => {
      const claim = someClaim();
      const { lease } = await take(claim);
      await begin(lease);
      await given().ledger.release(lease, "unspent");
      expect(await staleTickets(given().ledger)).toContain(claim.ticketId);
      expect((await take(claim)).attempt).toBe(1);
    });
  });
}

export function describeStale<Tx>(given: () => LedgerSetup<Tx>, take: Take): void {
  describe("a stale upload", () => {
    test("is one that has not ended and that nobody is at, with its owner and the key of its object", async () => {
      const { ledger, advance } = given();
      const [held, spent, ended] = [someClaim(), someClaim(), someClaim()];
      await take(held);
      await ledger.release((await take(spent)).lease, "spent");
      await ledger.settle((await take(ended)).lease, async () => published);
      expect(await staleTickets(ledger)).toContain(spent.ticketId);
      await advance(leaseMs - 1000);
      expect(await staleTickets(ledger)).not.toContain(held.ticketId);
      await advance(1000);
      const stale = await listed(ledger.listStale());
      const { ticketId, owner, key } = held;
      expect(stale).toContainEqual({ ticketId, owner, key });
      expect(stale.map((upload) => upload.ticketId)).not.toContain(ended.ticketId);
    });

    test("is listed beside many others", async () => {
      const { ledger } = given();
      const claims = Array.from({ length: 300 }, someClaim);
      for (const claim of claims) await ledger.release((await take(claim)).lease, "spent");
      const stale = await staleTickets(ledger);
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

export function describeDeleting<Tx>(given: () => LedgerSetup<Tx>, take: Take): void {
  describe("deleting", () => {
    const lateMs = 10 * leaseMs;
    const dead = (): Promise<string[]> => listed(given().ledger.listDead());

    test("tells which images were published, and has them removed", async () => {
      const [, imageId] = await publishAs(given(), take, published);
      const [, rejectedId] = await publishAs(given(), take, rejected);
      expect(await dead()).not.toContain(imageId);
      expect(await markDeleting(given(), imageId, rejectedId, newId())).toEqual([imageId]);
      expect(await dead()).toContain(imageId);
      expect(await markDeleting(given(), imageId)).toEqual([]);
      expect(await markDeleting(given())).toEqual([]);
    });

    test("holds only when the application's transaction does", async () => {
      const [, imageId] = await publishAs(given(), take, published);
      const failure = new Error("the application says no");
      const { ledger, transaction } = given();
      const attempt = transaction(async (tx) => {
        await ledger.markDeleting([imageId], tx);
        throw failure;
      });
      await expect(attempt).rejects.toBe(failure);
      expect(await dead()).not.toContain(imageId);
      expect(await markDeleting(given(), imageId)).toEqual([imageId]);
    });

    test("does not change the answer to who completes the upload again", async () => {
      const [claim, imageId] = await publishAs(given(), take, published);
      await markDeleting(given(), imageId);
      expect(await given().ledger.lease(claim, leaseMs)).toEqual(settledAs(published));
      await given().ledger.settleRemoval(imageId, lateMs);
      expect(await given().ledger.lease(claim, leaseMs)).toEqual(settledAs(published));
    });

    test.each(["deleted", "rejected"])(
      "of what is %s is done twice: at once, and when no late worker can write any more",
      async (end) => {
        const { advance, ledger } = given();
        const [, imageId] = await publishAs(
          given(),
          take,
          end === "deleted" ? published : rejected,
        );
        await markDeleting(given(), imageId);
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

    test("is listed once, beside many others", async () => {
      const images = await Promise.all(
        Array.from({ length: 250 }, () => publishAs(given(), take, published)),
      );
      const imageIds = images.map(([, imageId]) => imageId);
      await markDeleting(given(), ...imageIds);
      const deadIds = await dead();
      expect(new Set(deadIds).size).toBe(deadIds.length);
      expect(deadIds).toEqual(expect.arrayContaining(imageIds));
    });

    test("is never settled for an image that lives", async () => {
      const [, imageId] = await publishAs(given(), take, published);
      await given().ledger.settleRemoval(imageId, lateMs);
      await given().ledger.settleRemoval(newId(), lateMs);
      expect(await dead()).not.toContain(imageId);
      expect(await markDeleting(given(), imageId)).toEqual([imageId]);
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
