/** `/metrics`, for Prometheus and for nobody else. */
import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import type { MetricsAccess } from "./metrics-access.ts";
import type { Metrics } from "./metrics.ts";

export function createMetricsRoutes(metrics: Metrics, access: MetricsAccess): Hono {
  const app = new Hono();
  if (access.kind === "nobody") return app.get("/metrics", (c) => c.text("Not found.\n", 404));
  return app.get("/metrics", async (c) => {
    if (access.kind === "token" && !isBearer(c.req.header("authorization"), access.token)) {
      const headers = { "www-authenticate": "Bearer" };
      return c.text("Send METRICS_TOKEN as a bearer token.\n", 401, headers);
    }
    return c.body(await metrics.read(), 200, { "content-type": metrics.contentType });
  });
}

function isBearer(header: string | undefined, token: string): boolean {
  // Hashes are of one length, which the comparison needs, and tell nothing by it.
  return timingSafeEqual(hash(header ?? ""), hash(`Bearer ${token}`));
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
