import { createHash } from "node:crypto";
import { createImagePolicy } from "@picket/upload-core";
import { createImageRoute } from "@picket/upload-server";
import {
  createMemoryLedger,
  createMemoryProcessor,
  createMemoryStore,
} from "@picket/upload-server/testing";
import sharp from "sharp";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { scanWithClamd } from "../src/scan-with-clamd.ts";
import { startFakeClamd, virus, type FakeClamd } from "./fake-clamd.ts";

const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: "green" } })
  .png({ compressionLevel: 0 })
  .toBuffer();
/** A good picture with something behind its end, which no decoder minds. */
const infected = Buffer.concat([photo, Buffer.from(virus)]);

const running: FakeClamd[] = [];
afterEach(async () => {
  for (let clamd = running.pop(); clamd; clamd = running.pop()) await clamd.close();
});

async function startClamd(answer?: string | null): Promise<FakeClamd> {
  const clamd = await startFakeClamd(answer);
  running.push(clamd);
  return clamd;
}

function createShop(address: FakeClamd["address"], inspectTimeoutMs = 20_000) {
  const store = createMemoryStore();
  const secret = "only for this test, 32 characters";
  const route = createImageRoute(
    { store, ledger: createMemoryLedger(), processor: createMemoryProcessor(), secret },
    {
      name: "photo",
      policy: createImagePolicy(),
      input: z.null(),
      authorize: async () => true,
      inspect: scanWithClamd(address),
      inspectTimeoutMs,
      onPublished: async () => null,
    },
  );
  const upload = async (bytes: Buffer): Promise<string> => {
    const sha256 = createHash("sha256").update(bytes).digest("base64");
    const sizeBytes = bytes.byteLength;
    const file = { name: "a.png", type: "image/png", sizeBytes, sha256, width: 900, height: 600 };
    const ticket = await route.issueTicket({ owner: "ann", request: { input: null, file } });
    expect(store.receivePost(ticket, bytes)).toBe(201);
    return ticket.claim;
  };
  return {
    upload,
    complete: (claim: string) => route.completeUpload({ owner: "ann", claim }),
    publicKeys: () => [...store.objects.keys()].filter((key) => key.startsWith("images/")),
  };
}

test("a clean photo is scanned to the last byte and published", async () => {
  const clamd = await startClamd();
  const shop = createShop(clamd.address);
  expect((await shop.complete(await shop.upload(photo))).status).toBe("published");
  expect(photo.byteLength).toBeGreaterThan(1_000_000);
  expect(clamd.scanned.map((bytes) => bytes.equals(photo))).toEqual([true]);
});

test("an infected one is refused for good, and never public", async () => {
  const clamd = await startClamd();
  const shop = createShop(clamd.address);
  const claim = await shop.upload(infected);
  for (let call = 0; call < 2; call += 1) {
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "IMAGE_REFUSED" });
  }
  expect(clamd.scanned).toHaveLength(1);
  expect(shop.publicKeys()).toEqual([]);
});

test("while the daemon is down nothing is published, and nothing is lost", async () => {
  const clamd = await startClamd();
  await clamd.close();
  running.pop();
  const shop = createShop(clamd.address);
  const claim = await shop.upload(photo);
  for (let call = 0; call < 3; call += 1) {
    await expect(shop.complete(claim)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  }
  expect(shop.publicKeys()).toEqual([]);
});

test.each(["INSTREAM size limit exceeded. ERROR", "", "stream: OK FOUND OK", "UNKNOWN COMMAND"])(
  "the answer %j is no verdict",
  async (answer) => {
    const clamd = await startClamd(answer);
    const shop = createShop(clamd.address);
    const claim = await shop.upload(photo);
    await expect(shop.complete(claim)).rejects.toThrow("no verdict");
    expect(shop.publicKeys()).toEqual([]);
  },
);

test("a daemon that never answers is not waited for", async () => {
  const clamd = await startClamd(null);
  const shop = createShop(clamd.address, 200);
  const claim = await shop.upload(photo);
  expect((await shop.complete(claim)).status).toBe("processing");
  expect(shop.publicKeys()).toEqual([]);
});
