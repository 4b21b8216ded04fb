/** Bundles the page from the sources as they are now, and serves it from an origin of its own: no fault reaches it. */
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import type { LabSettings } from "../page/lab-window.ts";
import { listenLocally } from "./listen-locally.ts";

export type PageServer = {
  urlWith: (settings: Partial<LabSettings>) => string;
  close: () => Promise<void>;
};

export async function servePage(): Promise<PageServer> {
  const files = await bundlePage();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://page.test").pathname;
    const name = path === "/" ? "index.html" : path.slice(1);
    const type = extname(name) === ".html" ? "text/html" : "text/javascript";
    const content = files.get(name);
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "Content-Type": type }).end(content);
  });
  const { origin, close } = await listenLocally(server);
  return {
    urlWith: (settings) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(settings)) query.set(name, String(value));
      return `${origin}/?${query}`;
    },
    close,
  };
}

/** In memory, so that two runs at the same time do not meet. @returns contents by name */
async function bundlePage(): Promise<Map<string, string | Uint8Array>> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  // One configuration that does not watch gives one output.
  const { output } = (await build({ root })) as Rolldown.RolldownOutput;
  return new Map(
    output.map((file) => [file.fileName, file.type === "chunk" ? file.code : file.source]),
  );
}
