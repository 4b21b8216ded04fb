/** The engine against the procedures when the app's own one refuses, for a while, what has arrived. */
import { createHash } from "node:crypto";
import { createUploader } from "@picket/upload-core/client";
import { sweepUploads } from "@picket/upload-server";
import { createUploadRouter, formatUploadError } from "@picket/upload-server/trpc";
import { createTRPCClient, httpLink } from "@trpc/client";
import { initTRPC, TRPCError, type TRPC_ERROR_CODE_KEY } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { expect, test } from "vitest";
import { createShop, jpeg } from "./shop.ts";

const photo = new File([new Uint8Array(jpeg)], "mug.jpg");

/** @param code thrown by the app's own middleware in front of `completeUpload` while `isRefusing` */
function createPage(code: TRPC_ERROR_CODE_KEY) {
  const shop = createShop();
  const gate = { isRefusing: true };
  const t = initTRPC.create({ errorFormatter: formatUploadError });
  const procedure = t.procedure.use(({ path, next }) => {
    if (gate.isRefusing && path === "completeUpload") throw new TRPCError({ code });
    return next();
  });
  const router = t.router(createUploadRouter(shop.route, { procedure, owner: () => "ann" }));
  const api = createTRPCClient<typeof router>({
    links: [
      httpLink({
        url: "http://app.test/trpc",
        fetch: async (url, init) =>
          // tRPC's own type for the body is wider than the DOM's.
          fetchRequestHandler({
            endpoint: "/trpc",
            req: new Request(url as string, init as RequestInit),
            router,
          }),
      }),
    ],
  });
  let posts = 0;
  const uploader = createUploader({
    api,
    input: { productId: "mug" },
    prepare: async (file) => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const sha256 = createHash("sha256").update(bytes).digest("base64");
      const type = "image/jpeg";
      return {
        file,
        description: { type, sizeBytes: bytes.length, sha256, width: 40, height: 30 },
      };
    },
    transport: async ({ url, fields, file }) => {
      posts += 1;
      const bytes = new Uint8Array(await file.arrayBuffer());
      return { status: shop.store.receivePost({ url, fields }, bytes), body: "" };
    },
  });
  const settled = () =>
    new Promise<void>((resolve) => {
      const check = (): void => {
        if (!uploader.getSnapshot().isSettled) return;
        unsubscribe();
        resolve();
      };
      const unsubscribe = uploader.subscribe(check);
      check();
    });
  return { shop, gate, uploader, settled, posts: () => posts };
}

test.each(["FORBIDDEN", "NOT_FOUND", "PRECONDITION_FAILED"] as const)(
  "%s of the app's own procedure at completion: trying again makes no second image",
  async (code) => {
    const { shop, gate, uploader, settled, posts } = createPage(code);
    await uploader.addAsync([photo]);
    expect(uploader.getSnapshot().items).toMatchObject([{ status: "failed" }]);
    expect(shop.ledger.rows).toEqual([]);

    gate.isRefusing = false;
    uploader.retry();
    await settled();
    shop.advance(3_600_000);
    await sweepUploads(shop.backend, [shop.route], { graceMs: 1000 });
    expect(uploader.getSnapshot().items).toMatchObject([{ status: "published" }]);
    expect([shop.ledger.rows.length, posts()]).toEqual([1, 1]);
  },
);

test("a membership that is taken away and given back: the upload is dead, and trying again makes the only image", async () => {
  const { shop, gate, uploader, settled, posts } = createPage("FORBIDDEN");
  gate.isRefusing = false;
  const { receivePost } = shop.store;
  shop.store.receivePost = (...form) => {
    // Whoever sent it is no member any more when it arrives.
    if (posts() === 1) shop.members.delete("ann");
    return receivePost(...form);
  };
  await uploader.addAsync([photo]);
  expect(uploader.getSnapshot().items).toMatchObject([{ status: "failed" }]);

  shop.members.add("ann");
  uploader.retry();
  await settled();
  shop.advance(3_600_000);
  await sweepUploads(shop.backend, [shop.route], { graceMs: 1000 });
  expect(uploader.getSnapshot().items).toMatchObject([{ status: "published" }]);
  expect([shop.ledger.rows.length, posts()]).toEqual([1, 2]);
});

test("a person who removes a photo that was refused so has it removed, also where it had arrived", async () => {
  const { shop, gate, uploader } = createPage("FORBIDDEN");
  await uploader.addAsync([photo]);
  gate.isRefusing = false;
  uploader.clear();
  await expect.poll(() => shop.incomingKeys()).toEqual([]);
  expect(shop.ledger.rows).toEqual([]);
});
