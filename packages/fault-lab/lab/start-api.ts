/** The server side of the lab: Picket's own route over tRPC, as an app serves it to pages of another origin. */
import { createImagePolicy } from "@picket/upload-core";
import { createImageRoute, type ImageProcessor, type ObjectStore } from "@picket/upload-server";
import { createMemoryLedger } from "@picket/upload-server/testing";
import { createUploadRouter, formatUploadError } from "@picket/upload-server/trpc";
import { initTRPC } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { z } from "zod";
import { listenLocally, type Listening } from "./listen-locally.ts";

const t = initTRPC.create({ errorFormatter: formatUploadError });

function createLabRouter(store: ObjectStore, processor: ImageProcessor) {
  const ledger = createMemoryLedger();
  const route = createImageRoute(
    { store, ledger, processor, secret: "a secret of the lab, long enough to be taken" },
    {
      name: "productImage",
      policy: createImagePolicy(),
      input: z.object({ productId: z.string() }),
      authorize: async () => true,
      onPublished: async ({ input, image, tx }) => {
        tx.insert(input);
        return { url: image.variants[0]?.key ?? "" };
      },
    },
  );
  const { procedure } = t;
  const uploads = createUploadRouter(route, { procedure, owner: () => "ann" });
  return { router: t.router({ uploads }), ledger };
}

export type LabRouter = ReturnType<typeof createLabRouter>["router"];

export type LabApi = Listening & {
  /** of the app's own about published images */
  countRows: () => number;
};

export async function startApi(store: ObjectStore, processor: ImageProcessor): Promise<LabApi> {
  const { router, ledger } = createLabRouter(store, processor);
  const server = createHTTPServer({
    router,
    basePath: "/trpc/",
    middleware: (request, response, next) => {
      response.setHeader("Access-Control-Allow-Origin", "*");
      response.setHeader("Access-Control-Allow-Headers", "*");
      response.setHeader("Access-Control-Max-Age", "600");
      if (request.method === "OPTIONS") response.writeHead(204).end();
      else next();
    },
  });
  // A browser that sends on a connection which is being closed sends again by itself, and would be counted twice.
  server.keepAliveTimeout = 0;
  return { ...(await listenLocally(server)), countRows: () => ledger.rows.length };
}
