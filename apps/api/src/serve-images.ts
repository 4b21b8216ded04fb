/**
 * `/images/…`: published images of the embedded storage, with the headers that no S3 can add.
 * For storage of one's own a CDN does this; docs/serving.md says how.
 */
import { Hono } from "hono";

const types: Record<string, string> = {
  webp: "image/webp",
  avif: "image/avif",
  jpg: "image/jpeg",
};

/** What an answer of the store may say; all else is said here. */
const passedOn = ["accept-ranges", "content-length", "content-range", "etag", "last-modified"];

const asked = ["if-none-match", "if-modified-since", "range"];

/** @param bucketUrl where anybody may read `images/`, without a slash at its end */
export function serveImages(bucketUrl: string): Hono {
  const app = new Hono();
  app.get("/images/*", async (c) => {
    // The keys that we make, and no other path; a query is nobody's business.
    const [, id, name, extension = ""] =
      /^\/images\/([0-9a-f]{32})\/(\d{1,5})\.([a-z]{3,4})$/.exec(c.req.path) ?? [];
    const type = types[extension];
    if (!type) return c.text("Not found.\n", 404);

    const key = `images/${id}/${name}.${extension}`;
    const { method } = c.req;
    const conditions = pick(c.req.raw.headers, asked);
    const found = await fetch(`${bucketUrl}/${key}`, { method, headers: conditions });
    const isAnswer = [200, 206, 304, 416].includes(found.status);
    if (!isAnswer) {
      await found.body?.cancel();
      const isMissing = found.status === 403 || found.status === 404;
      return isMissing ? c.text("Not found.\n", 404) : c.text("Try again.\n", 502);
    }
    return new Response(found.body, {
      status: found.status,
      headers: {
        ...pick(found.headers, passedOn),
        "content-type": type,
        "content-disposition": `inline; filename="${id}-${name}.${extension}"`,
        "cache-control": "public, max-age=31536000, immutable",
        // Opened by itself, an image runs nothing, whatever a browser takes it for.
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        // The shop may be on another origin, and so may whoever looks at a shared link.
        "cross-origin-resource-policy": "cross-origin",
        "referrer-policy": "no-referrer",
      },
    });
  });
  return app;
}

function pick(headers: Headers, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}
