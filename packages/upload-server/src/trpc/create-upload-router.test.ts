import { createHash } from "node:crypto";
import { createImagePolicy, UploadError, type CompleteResult } from "@picket/upload-core";
import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import { initTRPC, TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import sharp from "sharp";
import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { createImageRoute } from "../image-route.ts";
import { createMemoryLedger } from "../testing/memory-ledger.ts";
import { createMemoryProcessor } from "../testing/memory-processor.ts";
import { createMemoryStore } from "../testing/memory-store.ts";
import { createUploadRouter } from "./create-upload-router.ts";
import { formatUploadError } from "./trpc-errors.ts";

const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: "green" } })
  .png()
  .toBuffer();

const file = {
  name: "mug.png",
  type: "image/png",
  sizeBytes: bytes.byteLength,
  sha256: createHash("sha256").update(bytes).digest("base64"),
  width: 40,
  height: 30,
};

describe("createUploadRouter", () => {
  test("takes an upload from ticket to published, typed from the route", async () => {
    const { uploads, store } = createApp();
    const ticket = await uploads.getUploadTicket.mutate({ input: { productId: "mine" }, file });
    expect(ticket).toMatchObject({ method: "POST", expiresInMs: 300_000 });
    expect(store.receivePost(ticket, bytes)).toBe(201);

    const result = await uploads.completeUpload.mutate({ claim: ticket.claim });
    expectTypeOf(result).toEqualTypeOf<CompleteResult<{ url: string; productId: string }>>();
    expect(result).toMatchObject({ status: "published", data: { productId: "mine" } });
  });

  test("tells the page the route's policy", async () => {
    await expect(createApp().uploads.policy.query()).resolves.toEqual(createImagePolicy());
  });

  test("throws an upload away for its owner only", async () => {
    const { uploads, store, as } = createApp();
    const ticket = await uploads.getUploadTicket.mutate({ input: { productId: "mine" }, file });
    store.receivePost(ticket, bytes);
    await expectRefusal(as("eve").discardUpload.mutate({ claim: ticket.claim }), 400, {
      code: "CLAIM_INVALID",
      details: {},
    });
    expect(store.objects.size).toBe(1);
    await uploads.discardUpload.mutate({ claim: ticket.claim });
    expect(store.objects.size).toBe(0);
  });

  test.each([-1, 1.5, 2 ** 53, "2026-01-01"])("takes %s for no moment of a pick", async (said) => {
    const { uploads } = createApp();
    // As somebody sends it who does not compile.
    const pickedAtMs = said as number;
    const request = { input: { productId: "mine" }, file, pickedAtMs };
    const refused = uploads.getUploadTicket.mutate(request);
    await expect(refused).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
  });

  test("answers nobody without an owner", async () => {
    const { as } = createApp();
    const request = { input: { productId: "mine" }, file };
    const refusal = { code: "UNAUTHORIZED", details: {} };
    await expectRefusal(as(null).getUploadTicket.mutate(request), 401, refusal);
    await expectRefusal(as(null).completeUpload.mutate({ claim: "a.b" }), 401, refusal);
    await expectRefusal(as(null).discardUpload.mutate({ claim: "a.b" }), 401, refusal);
  });

  test("answers 404 for a place that is not the owner's", async () => {
    const { uploads } = createApp();
    const request = { input: { productId: "theirs" }, file };
    await expectRefusal(uploads.getUploadTicket.mutate(request), 404, {
      code: "FORBIDDEN",
      details: {},
    });
  });

  test.each([
    [{ ...file, sizeBytes: 0 }, 422, "FILE_EMPTY"],
    [{ ...file, sizeBytes: 15 * 1024 * 1024 + 1 }, 413, "FILE_TOO_LARGE"],
    [{ ...file, type: "text/plain" }, 415, "FILE_TYPE_NOT_ALLOWED"],
    [{ ...file, width: 12_000, height: 12_000 }, 422, "IMAGE_DIMENSIONS"],
  ])(
    "refuses %j with its own code, the browser's checks bypassed",
    async (described, status, code) => {
      const { uploads } = createApp();
      const request = { input: { productId: "mine" }, file: described };
      await expectRefusal(
        uploads.getUploadTicket.mutate(request),
        status,
        expect.objectContaining({ code }),
      );
    },
  );

  test("takes no field that it does not know", async () => {
    const { uploads } = createApp();
    const request = { input: { productId: "mine" }, file: { ...file, key: "images/x" } };
    await expect(uploads.getUploadTicket.mutate(request)).rejects.toMatchObject({
      data: { httpStatus: 400 },
    });
  });

  test("an app's own middleware refuses as the steps do", async () => {
    const refusal = { code: "RATE_LIMITED" as const, details: { retryAfterMs: 4000 } };
    const { uploads } = createApp(() => {
      throw new UploadError(refusal, { cause: new Error("SELECT password FROM …") });
    });
    const request = { input: { productId: "mine" }, file };
    const error = await expectRefusal(uploads.getUploadTicket.mutate(request), 429, refusal);
    expect(error).toMatchObject({ message: "RATE_LIMITED", data: { code: "TOO_MANY_REQUESTS" } });
    expect(JSON.stringify(error)).not.toMatch(/SELECT|password|node_modules/);
    await expectRefusal(uploads.completeUpload.mutate({ claim: "a.b" }), 429, refusal);
  });

  test("what an app's own middleware throws of tRPC's stays as it is", async () => {
    const { uploads } = createApp(() => {
      throw new TRPCError({ code: "FORBIDDEN", message: "Not today." });
    });
    const error = await expectRefusal(uploads.discardUpload.mutate({ claim: "a.b" }), 403, null);
    expect(error).toMatchObject({ message: "Not today." });
  });

  test("lets no foreign error's words out", async () => {
    const { uploads } = createApp();
    const request = { input: { productId: "database down" }, file };
    const error = await expectRefusal(uploads.getUploadTicket.mutate(request), 500, {
      code: "INTERNAL",
      details: {},
    });
    expect(JSON.stringify(error)).not.toMatch(/SELECT|password|node_modules/);
  });
});

/**
 * A small adopter's app: its own context and procedure, served over real HTTP handling.
 * @param guard runs in a middleware of its own
 */
function createApp(guard: () => void = () => {}) {
  const store = createMemoryStore();
  const route = createImageRoute(
    {
      store,
      ledger: createMemoryLedger(),
      processor: createMemoryProcessor(),
      secret: "a secret of thirty-two characters",
    },
    {
      name: "productImage",
      policy: createImagePolicy(),
      input: z.strictObject({ productId: z.string() }),
      authorize: async ({ input }) => {
        if (input.productId === "database down") throw new Error("SELECT password FROM …");
        return input.productId === "mine";
      },
      onPublished: async ({ input, image }) => ({
        url: `/${image.variants[0]?.key ?? ""}`,
        productId: input.productId,
      }),
    },
  );
  const t = initTRPC
    .context<{ userId: string | null }>()
    .create({ errorFormatter: formatUploadError });
  const productImage = createUploadRouter(route, {
    procedure: t.procedure.use(({ next }) => {
      guard();
      return next();
    }),
    owner: (ctx) => ctx.userId,
  });
  const router = t.router({ uploads: { productImage } });

  const as = (userId: string | null) =>
    createTRPCClient<typeof router>({
      links: [
        httpLink({
          url: "http://app.test/trpc",
          fetch: async (url, init) =>
            fetchRequestHandler({
              endpoint: "/trpc",
              // tRPC's own type for the body is wider than the DOM's.
              req: new Request(url as string, init as RequestInit),
              router,
              createContext: () => ({ userId }),
            }),
        }),
      ],
    }).uploads.productImage;
  return { uploads: as("ann"), as, store };
}

async function expectRefusal(call: Promise<unknown>, httpStatus: number, upload: unknown) {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TRPCClientError);
  expect(error).toMatchObject({ data: { httpStatus, upload } });
  return error;
}
