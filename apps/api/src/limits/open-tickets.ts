/**
 * Tickets that may still be used: what each of them may bring counts as if it were there, so that nobody fills the
 * bucket with what they never complete. Counted in this process, since issuing a ticket writes nothing.
 */
import { UploadError } from "@picket/upload-core";
import type { UploadLedger } from "@picket/upload-server";
import type { ShopRoom } from "./shop-quota.ts";

export type OpenTickets = {
  /** @throws RATE_LIMITED when the person has too many, or those of the shop would fill it */
  reserve: (ticket: { person: string; room: ShopRoom; sizeBytes: number }) => Reservation;
  /** The ticket's upload has ended. One that was discarded counts on, for it can still be posted. */
  end: (ticketId: string) => void;
};

export type Reservation = {
  /** The ticket was issued, under this id. */
  keep: (ticketId: string) => void;
  /** It was not. */
  drop: () => void;
};

/** As long as a ticket can be posted. */
const lifeMs = 300_000;

/** Completing one makes room at once, so asking again soon is worth it. */
const retryAfterMs = 10_000;

/** What one person or one shop has open. */
type Sum = { name: string; count: number; bytes: number };

type Entry = {
  person: Sum;
  shop: Sum;
  sizeBytes: number;
  endsAtMs: number;
  ticketId: string | null;
};

/** @param options.maxPerPerson each of them as large as a file may be */
export function createOpenTickets({
  maxPerPerson,
  clock,
}: {
  maxPerPerson: number;
  clock: () => Date;
}): OpenTickets {
  /** The oldest first. */
  const entries = new Set<Entry>();
  const byTicketId = new Map<string, Entry>();
  const people = new Map<string, Sum>();
  const shops = new Map<string, Sum>();

  const remove = (entry: Entry): void => {
    if (!entries.delete(entry)) return;
    if (entry.ticketId !== null) byTicketId.delete(entry.ticketId);
    takeFrom(people, entry.person, entry.sizeBytes);
    takeFrom(shops, entry.shop, entry.sizeBytes);
  };
  const removeExpired = (nowMs: number): void => {
    for (const entry of entries) {
      if (entry.endsAtMs > nowMs) return;
      remove(entry);
    }
  };

  return {
    reserve: ({ person: personId, room, sizeBytes }) => {
      const nowMs = clock().getTime();
      removeExpired(nowMs);
      const person = sumIn(people, personId);
      const shop = sumIn(shops, room.shopId);
      const isFull =
        person.count >= maxPerPerson || shop.count >= room.images || shop.bytes >= room.bytes;
      if (isFull) throw new UploadError({ code: "RATE_LIMITED", details: { retryAfterMs } });
      const entry: Entry = { person, shop, sizeBytes, endsAtMs: nowMs + lifeMs, ticketId: null };
      entries.add(entry);
      addTo(people, person, sizeBytes);
      addTo(shops, shop, sizeBytes);
      return {
        keep: (ticketId) => {
          entry.ticketId = ticketId;
          byTicketId.set(ticketId, entry);
        },
        drop: () => remove(entry),
      };
    },
    end: (ticketId) => {
      const entry = byTicketId.get(ticketId);
      if (entry) remove(entry);
    },
  };
}

/** Only one that something was added to is kept. */
function sumIn(sums: Map<string, Sum>, name: string): Sum {
  return sums.get(name) ?? { name, count: 0, bytes: 0 };
}

function addTo(sums: Map<string, Sum>, sum: Sum, bytes: number): void {
  if (sum.count === 0) sums.set(sum.name, sum);
  sum.count += 1;
  sum.bytes += bytes;
}

function takeFrom(sums: Map<string, Sum>, sum: Sum, bytes: number): void {
  sum.count -= 1;
  sum.bytes -= bytes;
  if (sum.count === 0) sums.delete(sum.name);
}

/** @returns the same ledger; what it settles is no longer open */
export function endingTickets<Tx>(
  ledger: UploadLedger<Tx>,
  openTickets: OpenTickets,
): UploadLedger<Tx> {
  return {
    ...ledger,
    settle: async (lease, decide) => {
      const outcome = await ledger.settle(lease, decide);
      if (outcome) openTickets.end(lease.ticketId);
      return outcome;
    },
  };
}
