/** Serves the page with its bundle, and the application's API, from one origin. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { createAppRouter, signForBetterUpload, signForUppy } from "./api.ts";
import { bundlePage } from "./bundle-page.ts";
import type { Storage } from "./storage.ts";

export type Server = {
  origin: string;
  /** paths that were asked for since the last look */
  takePaths: () => string[];
  close: () => Promise<void>;
};

export async function startServer(
  storage: Storage,
  options: { maxFiles: number },
): Promise<Server> {
  const scripts = await bundlePage();
  const router = createAppRouter(storage, options);
  const trpc = createHTTPHandler({ router, basePath: "/trpc/" });
  let paths: string[] = [];

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    paths.push(path);
    const script = scripts.get(path.slice(1));
    if (path.startsWith("/trpc/")) trpc(request, response);
    else if (path === "/better-upload" || path === "/uppy") {
      const sign = path === "/uppy" ? signForUppy : signForBetterUpload;
      const answer = await sign(storage, JSON.parse(await text(request)));
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
    } else if (script !== undefined) {
      response.setHeader("content-type", "text/javascript").end(script);
    } else if (path === "/") {
      response.setHeader("content-type", "text/html").end(html);
    } else response.writeHead(404).end();
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    takePaths: () => paths.splice(0),
    close: async () => {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

const html = `<!doctype html>
<link rel="icon" href="data:,">
<input type="file" multiple>
<script type="module" src="/page.js"></script>
`;
