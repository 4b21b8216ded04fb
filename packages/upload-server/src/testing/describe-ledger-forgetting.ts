/** The part of the ledgers' suite about which rows may go, and when. */
import { describe, expect, test } from "vitest";
import type { UploadClaim } from "../claim.ts";
import {
  leaseMs,
  markDeleting,
  newId,
  publishAs,
  published,
  rejected,
  someClaim,
  type LedgerSetup,
  type Take,
} from "./ledger-suite.ts";

export function describeForgetting<Tx>(given: () => LedgerSetup<Tx>, take: Take): void {
  const endedMs = 30 * 24 * 3_600_000;
  const lateMs = 10 * leaseMs;

  /** @returns the ids of all that may be forgotten by now */
  const forgettable = async (): Promise<string[]> =>
    (await given().ledger.listForgettable(endedMs, 1_000_000)).map(({ ticketId }) => ticketId);

  const reject = async (claim = someClaim()): Promise<UploadClaim> => {
    await given().ledger.settle((await take(claim)).lease, async () => rejected);
    return claim;
  };

  describe("what may be forgotten", () => {
    test("is an upload that was rejected so long ago, with the key of its object", async () => {
      const { ledger, advance } = given();
      const { ticketId, key } = await reject();
      await advance(endedMs - 60_000);
      expect(await forgettable()).not.toContain(ticketId);
      await advance(60_000);
      expect(await ledger.listForgettable(endedMs, 1_000_000)).toContainEqual({ ticketId, key });
    });

    test.each(["deleted", "rejected"])(
      "is one with an image that was %s, once its objects were removed for the last time",
      async (how) => {
        const { ledger, advance } = given();
        const [{ ticketId }, imageId] = await publishAs(
          given(),
          take,
          how === "deleted" ? published : rejected,
        );
        await markDeleting(given(), imageId);
        await ledger.settleRemoval(imageId, lateMs);
        await advance(endedMs);
        expect(await forgettable()).not.toContain(ticketId);
        await ledger.settleRemoval(imageId, lateMs);
        expect(await forgettable()).toContain(ticketId);
      },
    );

    test("is nothing that lives, that has not ended, or of which objects may be left", async () => {
      const { ledger, advance } = given();
      const [verifying, spent, publishing] = [someClaim(), someClaim(), someClaim()];
      await ledger.release((await take(spent)).lease, "spent");
      const { lease } = await take(publishing);
      await ledger.beginPublishing(lease, { imageId: newId(), leaseMs });
      const [alive] = await publishAs(given(), take, published);
      const [refused] = await publishAs(given(), take, rejected);
      const [deleting, imageId] = await publishAs(given(), take, published);
      await markDeleting(given(), imageId);
      await advance(endedMs);
      await take(verifying);
      const kept = [verifying, spent, publishing, alive, refused, deleting];
      const keptIds = kept.map(({ ticketId }) => ticketId);
      const listed = await forgettable();
      expect(keptIds.filter((ticketId) => listed.includes(ticketId))).toEqual([]);
      expect(await ledger.forget(keptIds, endedMs)).toBe(0);
      expect(await ledger.findOutcome(alive.ticketId)).toEqual(published);
      expect(await ledger.findOutcome(refused.ticketId)).toEqual(rejected);
      expect((await take(spent)).attempt).toBe(2);
    });

    test("comes in the order in which it ended, no more at once than was asked for", async () => {
      const { ledger, advance } = given();
      const ticketIds: string[] = [];
      for (let upload = 0; upload < 3; upload += 1) {
        ticketIds.push((await reject()).ticketId);
        await advance(1000);
      }
      await advance(endedMs);
      const listed = await forgettable();
      expect(listed.filter((ticketId) => ticketIds.includes(ticketId))).toEqual(ticketIds);
      expect(await ledger.listForgettable(endedMs, 2)).toHaveLength(2);
    });
  });

  describe("forgetting", () => {
    test("leaves no row: the same claim begins anew", async () => {
      const { ledger, advance } = given();
      const [claim, other] = [await reject(), await reject()];
      await advance(endedMs);
      expect(await ledger.forget([claim.ticketId, newId()], endedMs)).toBe(1);
      expect(await ledger.findOutcome(claim.ticketId)).toBeNull();
      expect(await ledger.findOutcome(other.ticketId)).toEqual(rejected);
      expect(await forgettable()).not.toContain(claim.ticketId);
      expect((await take(claim)).attempt).toBe(1);
    });

    test("of nothing does nothing", async () => {
      expect(await given().ledger.forget([], endedMs)).toBe(0);
    });

    test("does not touch what has begun or ended anew since it was listed", async () => {
      const { ledger, advance } = given();
      const [again, young] = [await reject(), await reject()];
      await advance(endedMs);
      const ticketIds = [again.ticketId, young.ticketId];
      expect(await ledger.forget(ticketIds, endedMs)).toBe(2);
      await take(again);
      await reject(young);
      expect(await ledger.forget(ticketIds, endedMs)).toBe(0);
      expect((await ledger.lease(again, leaseMs)).status).toBe("busy");
      expect(await ledger.findOutcome(young.ticketId)).toEqual(rejected);
    });

    test("by many at once counts each row once", async () => {
      const { ledger, advance } = given();
      const claims = await Promise.all(Array.from({ length: 50 }, () => reject()));
      await advance(endedMs);
      const ticketIds = claims.map(({ ticketId }) => ticketId);
      const orders = [ticketIds, ticketIds.toReversed()];
      const counts = await Promise.all(
        Array.from({ length: 8 }, (_, worker) => ledger.forget(orders[worker % 2] ?? [], endedMs)),
      );
      // What another one is at is left to it.
      const left = await ledger.forget(ticketIds, endedMs);
      expect(counts.reduce((sum, count) => sum + count, left)).toBe(50);
      expect(await forgettable()).not.toEqual(expect.arrayContaining(ticketIds.slice(0, 1)));
    });
  });
}
