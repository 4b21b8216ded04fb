/** The built page: hashed assets for a year, index.html fresh each time and for every address of the page. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { compress } from "hono/compress";

/** Beside both `src` and `dist`. */
const pageFolder = fileURLToPath(new URL("../../web/dist", import.meta.url));

/** @param folder what `vite build` wrote */
export function servePage(folder = pageFolder): Hono {
  const app = new Hono();
  if (!existsSync(folder)) {
    return app.get("/", (c) => c.text("The page is not built. In development open Vite's.\n", 404));
  }
  const files = serveStatic({
    root: folder,
    onFound: (_path, c) => {
      const isHashed = c.req.path.startsWith("/assets/");
      c.header("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  const index = serveStatic({ root: folder, path: "index.html" });
  app.use(compress());
  app.get("*", files);
  app.get("*", async (c, next) => {
    // Only where a person navigates; a missing script or image stays missing.
    const isNavigation = c.req.header("accept")?.includes("text/html");
    if (!isNavigation || c.req.path.startsWith("/assets/")) return c.text("Not found.\n", 404);
    c.header("Cache-Control", "no-cache");
    return index(c, next);
  });
  return app;
}
