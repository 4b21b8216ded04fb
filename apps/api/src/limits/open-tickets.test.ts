import { createMemoryLedger } from "@picket/upload-server/testing";
import { expect, test } from "vitest";
import { createOpenTickets, endingTickets, type OpenTickets } from "./open-tickets.ts";

const plenty = { shopId: "shop", images: 1000, bytes: 1e12 };

const limited = expect.objectContaining({ code: "RATE_LIMITED" });

let nowMs = 0;

function open(maxPerPerson = 3): OpenTickets {
  nowMs = 0;
  return createOpenTickets({ maxPerPerson, clock: () => new Date(nowMs) });
}

function take(
  tickets: OpenTickets,
  ticketId: string,
  { person = "ann", room = plenty, sizeBytes = 100 } = {},
): void {
  tickets.reserve({ person, room, sizeBytes }).keep(ticketId);
}

test("of one person, so many may be open; others are not concerned", () => {
  const tickets = open();
  for (const id of ["1", "2", "3"]) take(tickets, id);
  expect(() => take(tickets, "4")).toThrow(limited);
  take(tickets, "5", { person: "eve" });
});

test("one that has ended makes room, once", () => {
  const tickets = open();
  for (const id of ["1", "2", "3"]) take(tickets, id);
  tickets.end("1");
  tickets.end("1");
  take(tickets, "4");
  expect(() => take(tickets, "5")).toThrow(limited);
});

test("one that can no longer be posted makes room", () => {
  const tickets = open();
  take(tickets, "1");
  nowMs = 100_000;
  for (const id of ["2", "3"]) take(tickets, id);
  nowMs = 299_999;
  expect(() => take(tickets, "4")).toThrow(limited);
  nowMs = 300_000;
  take(tickets, "4");
  expect(() => take(tickets, "5")).toThrow(limited);
});

test("one that was not issued after all takes nothing", () => {
  const tickets = open(1);
  tickets.reserve({ person: "ann", room: plenty, sizeBytes: 1 }).drop();
  expect(() => take(tickets, "1")).not.toThrow();
});

test("together they fill a shop no further than it has room for images and bytes", () => {
  const tickets = open(100);
  const forTwo = { ...plenty, images: 2 };
  take(tickets, "1", { person: "ann", room: forTwo });
  take(tickets, "2", { person: "eve", room: forTwo });
  expect(() => take(tickets, "3", { person: "joe", room: forTwo })).toThrow(limited);
  const small = { shopId: "small", images: 10, bytes: 150 };
  take(tickets, "4", { room: small });
  take(tickets, "5", { room: small });
  expect(() => take(tickets, "6", { room: small })).toThrow(limited);
});

test("an upload that is settled has ended, one that is only given back has not", async () => {
  const tickets = open(1);
  const ledger = endingTickets(createMemoryLedger(), tickets);
  take(tickets, "0".repeat(32));
  const claim = {
    ticketId: "0".repeat(32),
    route: "photo",
    owner: "ann",
    input: {},
    key: "incoming/photo/0",
    file: { name: "a", type: "image/png", sizeBytes: 1, sha256: `${"A".repeat(43)}=` },
    expiresAt: "2030-01-01T00:00:00.000Z",
  } as const;
  const first = await ledger.lease(claim, 1000);
  if (first.status !== "leased") throw new Error("expected a lease");
  await ledger.release(first.lease, "unspent");
  expect(() => take(tickets, "2")).toThrow(limited);
  const second = await ledger.lease(claim, 1000);
  if (second.status !== "leased") throw new Error("expected a lease");
  await ledger.settle(second.lease, async () => ({ status: "published", data: null }));
  take(tickets, "2");
});
