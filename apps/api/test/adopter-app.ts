/** An app as others write it: a permission check, a limit and a row of its own around the same router. */
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createImagePolicy } from "@picket/upload-core";
import type { ImageProcessor, ObjectStore } from "@picket/upload-server";
import { createImageRoute } from "@picket/upload-server";
import { createMemoryLedger, createMemoryProcessor } from "@picket/upload-server/testing";
import { createUploadRouter, formatUploadError } from "@picket/upload-server/trpc";
import { createTRPCClient, httpLink } from "@trpc/client";
import { initTRPC } from "@trpc/server";
import { z } from "zod";

export type AdopterOptions = {
  store: ObjectStore;
  maxFiles?: number;
  processor?: ImageProcessor;
  authorize?: () => Promise<boolean>;
  inspect?: () => Promise<"accepted" | "refused">;
  onPublished?: () => Promise<{ url: string }>;
};

/** @returns what an uploader needs of its client, and how to stop the server */
export async function startAdopterApp({
  store,
  maxFiles = 20,
  processor = createMemoryProcessor(),
  authorize = async () => true,
  inspect = async () => "accepted",
  onPublished = async () => ({ url: "https://images.example/1" }),
}: AdopterOptions) {
  const t = initTRPC.create({ errorFormatter: formatUploadError });
  const photo = createImageRoute(
    { store, ledger: createMemoryLedger(), processor, secret: "only for this test, 32 characters" },
    {
      name: "adopterPhoto",
      policy: createImagePolicy({ maxFiles }),
      input: z.strictObject({ productId: z.string() }),
      authorize,
      inspect,
      onPublished,
    },
  );
  const router = t.router(
    createUploadRouter(photo, { procedure: t.procedure, owner: () => "ann" }),
  );

  const server = createHTTPServer({ router }).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo;
  return {
    api: createTRPCClient<typeof router>({
      links: [httpLink({ url: `http://127.0.0.1:${port}` })],
    }),
    close: async () => {
      await photo.whenIdle();
      server.closeAllConnections();
      server.close();
    },
  };
}
