/** The limit: tRPC on the server that Picket's API has, with a fixed ticket of the usual size and nothing to do for it. */
import { getRequestListener } from "@hono/node-server";
import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createServer } from "node:http";

const t = initTRPC.create();
const ticket = {
  url: "http://127.0.0.1:9000/photos",
  fields: { Policy: "x".repeat(2100), "X-Amz-Signature": "0".repeat(64) },
};
const router = t.router({ ticket: t.procedure.input((given) => given).mutation(() => ticket) });
const answer = getRequestListener((req) =>
  fetchRequestHandler({ endpoint: "/trpc", req, router, createContext: () => ({}) }),
);

const server = createServer((request, response) => void answer(request, response)).listen(
  0,
  "127.0.0.1",
  () => process.send?.(server.address().port),
);
