/** When a file was picked travels in its claim, and is told to the app when the image is published. */
import { createHash } from "node:crypto";
import { sweepUploads } from "@picket/upload-server";
import { expect, test } from "vitest";
import { readClaim, signClaim } from "../src/claim.ts";
import { createShop, jpeg, secret } from "./shop.ts";

const now = "2026-01-01T00:00:00.000Z";
const nowMs = Date.parse(now);
const dayMs = 24 * 60 * 60 * 1000;

async function issue(shop: ReturnType<typeof createShop>, pickedAtMs?: number) {
  const sha256 = createHash("sha256").update(jpeg).digest("base64");
  const type = "image/jpeg";
  const file = { name: "mug.jpg", type, sizeBytes: jpeg.length, sha256, width: 40, height: 30 };
  const request = { input: { productId: "mug" }, file, pickedAtMs };
  return shop.route.issueTicket({ owner: "ann", request });
}

test.each([
  ["is what the page said", nowMs - 1234, "2025-12-31T23:59:58.766Z"],
  ["may lie ahead, by a clock that is a little fast", nowMs + dayMs, "2026-01-02T00:00:00.000Z"],
  ["is the ticket's moment when the page said none", undefined, now],
  ["is the ticket's moment when a clock is wrong by more than a day", nowMs - dayMs - 1, now],
  ["is the ticket's moment when somebody wants to be the last for ever", 2 ** 53 - 1, now],
])("the pick %s", async (_what, pickedAtMs, pickedAt) => {
  const shop = createShop();
  const ticket = await issue(shop, pickedAtMs);
  shop.store.receivePost(ticket, jpeg);
  shop.advance(60_000);
  await shop.complete(ticket.claim);
  expect(shop.ledger.rows).toMatchObject([{ pickedAt }]);
});

test("the pick is known to a sweep that completes an upload whose page is gone", async () => {
  const shop = createShop();
  shop.store.receivePost(await issue(shop, nowMs - 5), jpeg);
  shop.advance(3_600_000);
  await sweepUploads(shop.backend, [shop.route], { graceMs: 1000 });
  expect(shop.ledger.rows).toMatchObject([{ pickedAt: "2025-12-31T23:59:59.995Z" }]);
});

test("a claim that an earlier version signed without a pick is completed all the same", async () => {
  const shop = createShop();
  const ticket = await issue(shop);
  shop.store.receivePost(ticket, jpeg);
  const { pickedAtMs: _, ...earlier } = readClaim(ticket.claim, secret);
  await shop.complete(signClaim(earlier, secret));
  expect(shop.ledger.rows).toMatchObject([{ pickedAt: earlier.expiresAt }]);
});
