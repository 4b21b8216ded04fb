/** What `docs/running-it.md` shows, against a real socket and a real bucket. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { createUploader, fetchForm, type UploadItem } from "@picket/upload-core/client";
import { postSignedForm } from "@picket/upload-server/testing";
import { createTRPCClient, httpLink } from "@trpc/client";
import sharp from "sharp";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { allowPages, expireIncoming, publishImages } from "../src/prepare-bucket.ts";
import type { appRouter } from "../src/server.ts";
import { startBucket } from "./bucket.ts";

// The app reads its settings when it is imported, so the bucket comes first.
const bucket = await startBucket();
const { productImage } = await import("../src/server.ts");
const { serve } = await import("../src/serve.ts");
const { startSweep } = await import("../src/sweep.ts");
const { followQueue } = await import("../src/follow-queue.ts");
const { createReceiptRoute, viewReceipt } = await import("../src/receipt.ts");

const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: "teal" } })
  .jpeg()
  .toBuffer();
const file = {
  name: "mug.jpg",
  type: "image/jpeg" as const,
  sizeBytes: photo.byteLength,
  sha256: createHash("sha256").update(photo).digest("base64"),
  width: 900,
  height: 600,
};

afterAll(() => bucket.stop());
beforeEach(() => bucket.setClockOffset(0));

const keys = async (prefix: string) => {
  const list = new ListObjectsV2Command({ Bucket: "picket", Prefix: prefix });
  return (await bucket.client.send(list)).Contents?.map(({ Key }) => Key!) ?? [];
};

/** Sends a photo as a page does that is closed before it asks for more. @returns the key */
async function leave(): Promise<string> {
  const request = { input: { productId: "ann-1" }, file };
  const ticket = await productImage.issueTicket({ owner: "ann", request });
  expect((await postSignedForm(ticket, photo)).status).toBe(201);
  return ticket.fields["key"]!;
}

describe("a closed tab loses nothing", () => {
  test("once the sweep has come by", async () => {
    bucket.setClockOffset(-10 * 60_000);
    const key = await leave();
    const before = (await keys("images/")).length;
    const stopSweep = startSweep();
    await vi.waitFor(async () => expect(await keys(key)).toEqual([]), { timeout: 20_000 });
    await stopSweep();
    expect((await keys("images/")).length).toBeGreaterThan(before);
  });

  test("once the queue has told, and a message is removed only when it was dealt with", async () => {
    const key = await leave();
    const before = (await keys("images/")).length;
    const controller = new AbortController();
    const event = { eventName: "ObjectCreated:Post", s3: { object: { key } } };
    const body = JSON.stringify({ Records: [event] });
    const remove = vi.fn<() => Promise<void>>(async () => controller.abort());
    const receive = async () => [{ body, remove }];
    await followQueue({ receive }, controller.signal);
    expect(remove).toHaveBeenCalledOnce();
    expect(await keys(key)).toEqual([]);
    expect((await keys("images/")).length).toBeGreaterThan(before);
  });
});

describe("a private route", () => {
  test("shows what was scanned by signed URLs only, and keeps the original", async () => {
    const inspect = vi.fn<() => Promise<"accepted">>(async () => "accepted");
    const route = createReceiptRoute(inspect);
    const request = { input: { orderId: "ann-7" }, file };
    const ticket = await route.issueTicket({ owner: "ann", request });
    await postSignedForm(ticket, photo);
    const result = await route.completeUpload({ owner: "ann", claim: ticket.claim });
    if (result.status !== "published") throw new Error(result.status);
    expect(inspect).toHaveBeenCalledOnce();

    const [variant] = result.data.variants;
    expect(variant).toMatchObject({ width: 640, type: "image/webp" });
    const signed = await fetch(await viewReceipt(variant!));
    expect(signed.status).toBe(200);
    expect((await signed.blob()).size).toBe(variant!.sizeBytes);
    expect((await fetch(`${bucket.url}/${variant!.key}`)).status).toBe(403);
    expect(await keys("originals/")).toEqual([`originals/${result.data.imageId}`]);
  });
});

describe("a bucket that was prepared", () => {
  test("lets the page's origin send forms, and everybody read what was published", async () => {
    await allowPages(bucket.client, "picket", ["https://shop.example"]);
    await publishImages(bucket.client, "picket");
    const preflight = (origin: string) =>
      fetch(bucket.url, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
    expect((await preflight("https://shop.example")).status).toBe(200);
    expect((await preflight("https://elsewhere.example")).status).toBe(403);

    const image = { Bucket: "picket", Key: "images/1/320.webp", Body: "a picture" };
    await bucket.client.send(new PutObjectCommand(image));
    expect((await fetch(`${bucket.url}/${image.Key}`)).status).toBe(200);
    expect((await fetch(`${bucket.url}/${await leave()}`)).status).toBe(403);
  });

  test("needs a store that has lifecycle rules for the second net", async () => {
    await expect(expireIncoming(bucket.client, "picket")).rejects.toMatchObject({
      name: "NotImplemented",
    });
  });
});

// The last one: a process that stops begins no upload any more.
describe("the server", () => {
  test("publishes over HTTP, and stops when it is told to", async () => {
    const { server, stop } = serve(0, (request) => String(request.headers["x-user"]));
    if (!server.listening) await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const item = await upload(`http://127.0.0.1:${port}/trpc`);
    expect(item).toMatchObject({ status: "published", data: { url: /\/images\// } });
    server.closeIdleConnections();
    await stop();
    if (server.listening) await once(server, "close");
    await expect(fetch(`http://127.0.0.1:${port}/trpc`)).rejects.toThrow("fetch failed");
  });
});

function upload(url: string): Promise<UploadItem<{ url: string }>> {
  const headers = { "x-user": "ann" };
  const client = createTRPCClient<typeof appRouter>({ links: [httpLink({ url, headers })] });
  return new Promise((resolve) => {
    const uploader = createUploader({
      api: client.productImage,
      input: { productId: "ann-1" },
      transport: fetchForm,
      onSettled: ([item]) => resolve(item!),
    });
    uploader.add([new File([new Uint8Array(photo)], "mug.jpg")]);
  });
}
