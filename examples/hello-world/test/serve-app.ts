/** The app around the example: its router under `/trpc`, where everybody is Ann, and a page with its component. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { build, defaultClientConditions, type Rolldown } from "vite";
import type { appRouter } from "../src/server.ts";

export type App = { origin: string; close: () => Promise<void> };

export async function serveApp(router: typeof appRouter): Promise<App> {
  const files = await bundlePage();
  const answerCall = createHTTPHandler({
    router,
    basePath: "/trpc/",
    createContext: () => ({ userId: "ann" }),
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://app.test").pathname;
    if (path.startsWith("/trpc/")) return answerCall(request, response);
    const name = path === "/" ? "index.html" : path.slice(1);
    const type = extname(name) === ".html" ? "text/html" : "text/javascript";
    const content = files.get(name);
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "Content-Type": type }).end(content);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** In memory. @returns contents by name */
async function bundlePage(): Promise<Map<string, string | Uint8Array>> {
  // One configuration that does not watch gives one output.
  const { output } = (await build({
    configFile: false,
    root: fileURLToPath(new URL("page", import.meta.url)),
    resolve: { conditions: ["@picket/source", ...defaultClientConditions] },
    build: { write: false },
    logLevel: "warn",
  })) as Rolldown.RolldownOutput;
  return new Map(
    output.map((file) => [file.fileName, file.type === "chunk" ? file.code : file.source]),
  );
}
