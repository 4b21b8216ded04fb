/** Gives every request a name, and tells when it was answered and how. */
import { createMiddleware } from "hono/factory";
import { logDebug, logInfo, plainText } from "../log.ts";
import type { Metrics } from "./metrics.ts";
import { requestIdHeader, requestIdOf } from "./request-id.ts";
import { inTraceOf } from "./spans.ts";

export type RequestVariables = { requestId: string };

export function observeRequests(metrics: Metrics) {
  return createMiddleware<{ Variables: RequestVariables }>(async (c, next) => {
    const requestId = requestIdOf(c.req.header(requestIdHeader));
    c.set("requestId", requestId);
    const beganAt = performance.now();
    await inTraceOf(c.req.raw.headers, next);
    // Not `c.header`, which would make another response of it, with a stream for a body.
    c.res.headers.set(requestIdHeader, requestId);

    const { path, method } = c.req;
    const { status } = c.res;
    const ms = performance.now() - beganAt;
    const area = areaOf(path);
    metrics.countRequest({ area, status, seconds: ms / 1000 });
    const tell = area === "trpc" || area === "accounts" ? logInfo : logDebug;
    // Without its query, which holds what the page asks for.
    tell("request", { requestId, method, path: plainText(path), status, ms: Math.round(ms) });
  });
}

function areaOf(path: string): string {
  if (path.startsWith("/trpc/")) return "trpc";
  if (path.startsWith("/api/auth/")) return "accounts";
  return path === "/healthz" || path === "/readyz" || path === "/metrics" ? "health" : "page";
}
