/** Keeps other sites from acting as the person who is signed in here. */
import type { MiddlewareHandler } from "hono";

/**
 * Lets a request that changes something through only as JSON, and only from the page's own origin.
 * A client that is no browser sends neither Origin nor Sec-Fetch-Site, and carries nobody's cookies by accident.
 */
export function requireSameOrigin(origins: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    const origin = c.req.header("origin");
    const site = c.req.header("sec-fetch-site");
    const isForeign =
      origin === undefined
        ? site !== undefined && site !== "same-origin" && site !== "none"
        : !origins.includes(origin);
    if (isForeign) {
      return c.text(`This server answers the page at ${origins[0]} only (APP_URL).\n`, 403);
    }
    const [type] = (c.req.header("content-type") ?? "").split(";");
    if (type?.trim().toLowerCase() !== "application/json") {
      return c.text("Send application/json.\n", 403);
    }
    return next();
  };
}
