import { createHash, randomBytes, randomInt } from "node:crypto";
import { createImagePolicy, imageTypes, type DescribedFile } from "@picket/upload-core";
import { createImageRoute, type ImageRoute } from "@picket/upload-server";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import { createMemoryLedger, createMemoryProcessor } from "@picket/upload-server/testing";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readClaim } from "../src/claim.ts";

const secret = "a secret of the shop, long enough";
const input = { productId: "mug" };

/** Tickets for the real thing: signing is pure computation, so no store is needed. */
function createRoute(): ImageRoute<{ productId: string }, null> {
  const client = createS3Client({
    region: "eu-central-1",
    credentials: { accessKeyId: "AKEXAMPLE", secretAccessKey: "secret" },
  });
  const backend = {
    store: createS3Store({ client, bucket: "photos" }),
    ledger: createMemoryLedger(),
    processor: createMemoryProcessor(),
    secret,
  };
  return createImageRoute(backend, {
    name: "productImage",
    policy: createImagePolicy({ maxSizeBytes: 1_000_000 }),
    input: z.object({ productId: z.string() }),
    authorize: async ({ owner }) => owner === "ann",
    onPublished: async () => null,
  });
}

function someFile(changes: Partial<DescribedFile> = {}): DescribedFile {
  return {
    name: "mug.jpg",
    type: imageTypes[randomInt(imageTypes.length)] ?? "image/jpeg",
    sizeBytes: randomInt(1, 1_000_001),
    sha256: createHash("sha256").update(randomBytes(8)).digest("base64"),
    width: 40,
    height: 30,
    ...changes,
  };
}

const naughtyNames = [
  "../../etc/passwd",
  "..\\..\\boot.ini",
  "images/x.webp",
  "${filename}",
  "%2e%2e%2fimages%2f",
  "a\u0000b.jpg",
  "\u202Egpj.exe",
  "'; DROP TABLE images; --",
  "<script>alert(1)</script>",
  "CON",
  "📷".repeat(100),
  " ",
  "",
];

describe("issuing ten thousand tickets", async () => {
  const route = createRoute();
  const tickets = await Promise.all(
    Array.from({ length: 10_000 }, async (_, index) => {
      const file = someFile({ name: naughtyNames[index % naughtyNames.length] ?? "" });
      const askedAtMs = Date.now();
      const ticket = await route.issueTicket({ owner: "ann", request: { input, file } });
      const policyText = Buffer.from(ticket.fields["Policy"] ?? "", "base64").toString();
      const policy: { expiration: string; conditions: unknown[] } = JSON.parse(policyText);
      return { file, ticket, policy, policyText, askedAtMs };
    }),
  );

  test("gives each policy exactly the conditions that pin one file", () => {
    for (const { file, ticket, policy } of tickets) {
      const { fields } = ticket;
      const day = fields["X-Amz-Date"]?.slice(0, 8);
      const expected = [
        ["content-length-range", file.sizeBytes, file.sizeBytes],
        { "Content-Type": file.type },
        { "X-Amz-Algorithm": "AWS4-HMAC-SHA256" },
        { "X-Amz-Credential": `AKEXAMPLE/${day}/eu-central-1/s3/aws4_request` },
        { "X-Amz-Date": fields["X-Amz-Date"] },
        { bucket: "photos" },
        { key: fields["key"] },
        { success_action_status: "201" },
        { "x-amz-checksum-algorithm": "SHA256" },
        { "x-amz-checksum-sha256": file.sha256 },
        { "x-amz-meta-claim": ticket.claim },
      ];
      const inOrder = (conditions: unknown[]): string[] =>
        conditions.map((condition) => JSON.stringify(condition)).sort();
      expect(inOrder(policy.conditions)).toEqual(inOrder(expected));
    }
  });

  test("leaves nothing open with starts-with, nor with a placeholder", () => {
    for (const { policyText } of tickets) expect(policyText).not.toMatch(/starts-with|\$/);
  });

  test("never uses a key twice, and puts no part of a name into one", () => {
    const keys = tickets.map(({ ticket }) => ticket.fields["key"] ?? "");
    expect(new Set(keys).size).toBe(10_000);
    for (const key of keys) expect(key).toMatch(/^incoming\/product-image\/[0-9a-f]{32}$/);
  });

  test("lets none live longer than 300 seconds", () => {
    for (const { ticket, policy, askedAtMs } of tickets) {
      const lifeMs = new Date(policy.expiration).getTime() - askedAtMs;
      expect(lifeMs).toBeGreaterThan(290_000);
      // Asked at once, they are signed one after the other: the time until then is not life.
      expect(lifeMs).toBeLessThanOrEqual(300_000 + (Date.now() - askedAtMs));
      const signedAt = isoDate(ticket.fields["X-Amz-Date"] ?? "");
      expect(new Date(policy.expiration).getTime() - signedAt).toBeLessThanOrEqual(300_000);
      expect(ticket.expiresInMs).toBe(300_000);
    }
  });

  test("signs what each object carries as its claim", () => {
    for (const { ticket, file } of tickets) {
      expect(ticket.fields["x-amz-meta-claim"]).toBe(ticket.claim);
      expect(ticket.claim.length).toBeLessThanOrEqual(1024);
      const claim = readClaim(ticket.claim, secret);
      const { type, sizeBytes, sha256 } = file;
      expect(claim).toMatchObject({ owner: "ann", route: "productImage", input });
      expect(claim).toMatchObject({ key: ticket.fields["key"], file: { type, sizeBytes, sha256 } });
    }
  });
});

describe("no ticket is issued", () => {
  test.each([
    ["to somebody without permission", "eve", {}, "FORBIDDEN"],
    ["for an empty file", "ann", { sizeBytes: 0 }, "FILE_EMPTY"],
    ["for a file of one byte too many", "ann", { sizeBytes: 1_000_001 }, "FILE_TOO_LARGE"],
    ["for too many pixels", "ann", { width: 9000, height: 9000 }, "IMAGE_DIMENSIONS"],
  ])("%s", async (_what, owner, changes, code) => {
    const request = { input, file: someFile(changes) };
    await expect(createRoute().issueTicket({ owner, request })).rejects.toMatchObject({ code });
  });

  test("for a type that the route does not take", async () => {
    const request = { input, file: someFile({ type: "image/svg+xml" }) };
    await expect(createRoute().issueTicket({ owner: "ann", request })).rejects.toMatchObject({
      code: "FILE_TYPE_NOT_ALLOWED",
    });
  });

  test("for an input that does not fit into a claim", async () => {
    const request = { input: { productId: "p".repeat(1000) }, file: someFile() };
    await expect(createRoute().issueTicket({ owner: "ann", request })).rejects.toMatchObject({
      code: "INPUT_INVALID",
    });
  });
});

/** @param text like 20260101T000000Z */
function isoDate(text: string): number {
  const iso = text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z");
  return new Date(iso).getTime();
}
