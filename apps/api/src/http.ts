/** One origin: the page, its API, accounts and health. */
import type { HttpBindings } from "@hono/node-server";
import { isUploadError } from "@picket/upload-core";
import type { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { Hono, type Context } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { clientAddressHeader, type Auth } from "./auth.ts";
import { isDatabaseDown } from "./db/is-database-down.ts";
import { createHealthRoutes, type Checks } from "./health.ts";
import { clientAddress } from "./limits/client-address.ts";
import { limitAccounts } from "./limits/limit-accounts.ts";
import type { RateLimits } from "./limits/rate-limits.ts";
import { defaultRetryAfterSeconds, retryAfterSeconds } from "./limits/retry-after.ts";
import { limitBody } from "./limit-body.ts";
import { logError } from "./log.ts";
import type { AppRouter } from "./router.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { serveImages } from "./serve-images.ts";
import { servePage } from "./serve-page.ts";
import type { MetricsAccess } from "./telemetry/metrics-access.ts";
import { createMetricsRoutes } from "./telemetry/metrics-routes.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import { observeRequests, type RequestVariables } from "./telemetry/observe-requests.ts";
import { databaseDown, toldError } from "./trpc.ts";

const maxBatchSize = 10;

type Bindings = { Bindings: HttpBindings; Variables: RequestVariables };

type App = Hono<Bindings>;

export type HttpOptions = {
  router: AppRouter;
  auth: Auth;
  limits: RateLimits;
  metrics: Metrics;
  metricsAccess: MetricsAccess;
  checks: Checks;
  /** the page's; the first one is its address proper */
  origins: readonly [string, ...string[]];
  /** where browsers send images to and where they fetch them from */
  uploadUrl: string;
  imageBaseUrl: string;
  /** the bucket whose images this server hands on; null when browsers fetch them elsewhere */
  servedBucketUrl: string | null;
  /** a proxy of ours stands in front: X-Forwarded-For is believed */
  trustProxy: boolean;
};

export function createHttpApp(options: HttpOptions): App {
  const { auth, limits, metrics, origins, router, trustProxy } = options;
  const addressOf = (c: Context<Bindings>): string =>
    clientAddress({
      remoteAddress: c.env.incoming.socket.remoteAddress,
      forwardedFor: trustProxy ? c.req.header("x-forwarded-for") : undefined,
    });
  const app: App = new Hono();
  app.onError((error, c) => {
    logError("http", error, { requestId: c.get("requestId") });
    if (isDatabaseDown(error)) return unavailable(c);
    return c.text("Something went wrong on our side.\n", 500);
  });
  app.use(observeRequests(metrics));
  // Before the page's headers, which are not for images.
  if (options.servedBucketUrl !== null) app.route("/", serveImages(options.servedBucketUrl));
  app.use(securityHeaders(options));
  app.route("/", createHealthRoutes(options.checks));
  app.route("/", createMetricsRoutes(metrics, options.metricsAccess));

  for (const path of ["/trpc/*", "/api/*"]) {
    app.use(path, requireSameOrigin(origins));
    app.use(path, limitBody);
    app.use(path, async (c, next) => {
      await next();
      c.res.headers.set("Cache-Control", "no-store");
    });
  }

  app.all("/trpc/*", (c) =>
    fetchRequestHandler({
      endpoint: "/trpc",
      req: c.req.raw,
      router,
      createContext: async () => ({
        user: await auth.findUser(c.req.raw.headers),
        address: addressOf(c),
        limits,
      }),
      responseMeta: ({ errors }) => ({ headers: waitHeaders(errors.map(toldError)) }),
      maxBatchSize,
      onError: ({ error, path = "", type }) => {
        const procedure = type === "unknown" ? "unknown" : path;
        const told = toldError(error);
        const code = isUploadError(told.cause) ? told.cause.code : told.code;
        metrics.countRefusal({ procedure, code });
        if (isOurs(error)) logError(procedure, error, { requestId: c.get("requestId") });
      },
    }),
  );

  app.all("/api/auth/*", (c) => {
    const address = addressOf(c);
    const headers = new Headers(c.req.raw.headers);
    headers.set(clientAddressHeader, address);
    const request = new Request(c.req.raw, { headers });
    return limitAccounts(request, auth.handle, { limits, address });
  });
  app.all("/api/*", (c) => c.text("Not found.\n", 404));

  app.route("/", servePage());
  return app;
}

/** Is it for whoever runs this server, rather than for whoever called it? */
function isOurs(error: TRPCError): boolean {
  return getHTTPStatusCodeFromError(error) >= 500;
}

/** Of several calls in one request, the one that has to wait longest. */
function waitHeaders(errors: readonly TRPCError[]): Record<string, string> {
  const seconds = errors.flatMap((error) => {
    const isPassing = getHTTPStatusCodeFromError(error) === 503;
    return retryAfterSeconds(error.cause) ?? (isPassing ? defaultRetryAfterSeconds : []);
  });
  return seconds.length > 0 ? { "retry-after": `${Math.max(...seconds)}` } : {};
}

/** What tRPC's callers are told in their own form. */
function unavailable(c: Context<Bindings>): Response {
  const { code, refusal } = databaseDown;
  const seconds = retryAfterSeconds(databaseDown) ?? defaultRetryAfterSeconds;
  return c.json({ code, message: code, details: refusal.details }, 503, {
    "retry-after": `${seconds}`,
  });
}

function securityHeaders({ origins, uploadUrl, imageBaseUrl }: HttpOptions) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", "blob:", "data:", new URL(imageBaseUrl).origin],
      connectSrc: ["'self'", new URL(uploadUrl).origin],
      workerSrc: ["'self'", "blob:"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      formAction: ["'self'"],
    },
    strictTransportSecurity: origins[0].startsWith("https:") && "max-age=15552000",
    // Not "no-referrer": with it some requests of our own page would carry the origin "null".
    referrerPolicy: "same-origin",
    xFrameOptions: "DENY",
  });
}
