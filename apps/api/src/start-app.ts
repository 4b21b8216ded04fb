/** Puts the parts together, in the order in which they need each other, and takes them apart again. */
import type { UploadBackend } from "@picket/upload-server";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import { createAuth } from "./auth.ts";
import { openDatabase, type Database, type Db } from "./db/open-database.ts";
import { createUploadLedger } from "./db/upload-ledger.ts";
import type { Env } from "./env.ts";
import { createHttpApp } from "./http.ts";
import { createOpenTickets, endingTickets } from "./limits/open-tickets.ts";
import { createRateLimits } from "./limits/rate-limits.ts";
import { listen } from "./listen.ts";
import { lockDataFolder } from "./lock-data-folder.ts";
import { setLogLevel } from "./log.ts";
import { createProductImageRoute } from "./products/product-image-route.ts";
import { createResources, type Resources } from "./resources.ts";
import { createAppRouter } from "./router.ts";
import { loadSecrets } from "./secrets.ts";
import { seedDemo, shutDemo, type DemoAccount } from "./seed.ts";
import { shutDown } from "./shut-down.ts";
import { openEmbeddedStorage, openS3Storage, type Storage } from "./storage.ts";
import { startSweeps } from "./sweep.ts";
import { aroundSteps } from "./telemetry/around-steps.ts";
import { metricsAccessOf } from "./telemetry/metrics-access.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { tellFaults } from "./telemetry/tell-faults.ts";
import { watchLoad } from "./telemetry/watch-load.ts";

export type App = {
  /** the page's address */
  url: string;
  /** what the server listens on */
  port: number;
  /** where browsers post images to */
  bucketUrl: string;
  demo: DemoAccount | null;
  /** Stops taking work, finishes what runs or cuts it off, gives everything back. */
  close: () => Promise<void>;
};

/**
 * What tests replace. `clock` is the time of tickets and of the embedded S3; accounts and leases have their own.
 * `database` is one that they have opened, to look into; the app closes it.
 */
type Overrides = { clock?: () => Date; database?: Database };

/** @throws StartError with one sentence for whoever started it */
export async function startApp(env: Env, overrides: Overrides = {}): Promise<App> {
  const resources = createResources();
  try {
    return await assemble(env, resources, overrides);
  } catch (error) {
    await resources.close();
    throw error;
  }
}

async function assemble(env: Env, resources: Resources, overrides: Overrides): Promise<App> {
  const { clock = () => new Date() } = overrides;
  setLogLevel(env.logLevel);
  const isEmbedded = env.storage.kind === "embedded";
  const usesFolder = isEmbedded || env.database.kind === "embedded";
  if (usesFolder) resources.add(await lockDataFolder(env.dataDir));

  // The embedded S3 is for this machine alone, and so is the demo account.
  const reach = isEmbedded ? "loopback" : "everywhere";
  const listener = await listen({ port: env.port, reach });
  resources.add(listener.close);
  const origins = originsOf(env, listener.port);

  const { storage, claimSecret, authSecret } = await openStorage(env, origins, clock);
  resources.add(storage.close);
  const database = overrides.database ?? (await openDatabase(env.database, env.dataDir));
  resources.add(database.close);
  const processor = createSharpProcessor();

  const { db } = database;
  const { store } = storage;
  const openTickets = createOpenTickets({ maxPerPerson: env.maxOpenTickets, clock });
  const ledger = endingTickets(createUploadLedger(db), openTickets);
  const metrics = createMetrics();
  const around = aroundSteps(metrics);
  const secret = claimSecret;
  const onError = tellFaults(metrics);
  const backend: UploadBackend<Db> = { store, ledger, processor, secret, clock, around, onError };
  // No S3 can add the headers that an image should have. Where no CDN can be expected, this server does it.
  const ownUrl = new URL(`http://localhost:${listener.port}`).origin;
  const imageBaseUrl = env.publicImageBaseUrl ?? (isEmbedded ? ownUrl : storage.bucketUrl);
  const { imageTypes, maxImageBytes, maxImagePixels } = env;
  const productImage = createProductImageRoute(backend, {
    db,
    imageBaseUrl,
    imageTypes,
    maxImageBytes,
    maxImagePixels,
    quota: env.shopQuota,
    openTickets,
  });
  watchLoad(metrics, { route: productImage, processor });
  const cutOff = async (): Promise<void> => {
    storage.cut();
    await processor.close();
    // What that cut off gives its lease back, for which it needs the database.
    await productImage.whenIdle();
  };
  resources.add(cutOff);
  const stopSweep = startSweeps({ db, backend, route: productImage, metrics });
  resources.add(stopSweep);

  const auth = createAuth({ db, secret: authSecret, origins });
  const isDemo = isEmbedded && env.database.kind === "embedded";
  const demo = isDemo ? await seedDemo(db, auth) : null;
  if (!isDemo) await shutDemo(db);
  const http = createHttpApp({
    router: createAppRouter({ db, imageBaseUrl, productImage, demo }),
    auth,
    limits: createRateLimits(database.query, env.rateLimits),
    metrics,
    metricsAccess: metricsAccessOf(env),
    checks: { database: database.check, storage: storage.check },
    origins,
    uploadUrl: storage.bucketUrl,
    imageBaseUrl,
    servedBucketUrl: isEmbedded ? storage.bucketUrl : null,
    trustProxy: env.trustProxy,
  });
  listener.serve((request, bindings) => http.fetch(request, bindings));

  return {
    url: origins[0],
    port: listener.port,
    bucketUrl: storage.bucketUrl,
    demo,
    close: () =>
      shutDown({
        stop: () => {
          productImage.close();
          return Promise.all([listener.close(), stopSweep()]);
        },
        cutOff,
        giveBack: resources.close,
      }),
  };
}

type Origins = readonly [string, ...string[]];

function originsOf({ appUrl }: Env, port: number): Origins {
  const origin = (host: string): string => new URL(`http://${host}:${port}`).origin;
  return appUrl ? [appUrl] : [origin("localhost"), origin("127.0.0.1"), origin("[::1]")];
}

async function openStorage(
  { storage: settings, dataDir, claimSecret, authSecret }: Env,
  origins: Origins,
  clock: () => Date,
): Promise<{ storage: Storage; claimSecret: string; authSecret: string }> {
  if (settings.kind === "s3") {
    if (!claimSecret || !authSecret) throw new Error("Checked when the settings were read.");
    return { storage: await openS3Storage(settings), claimSecret, authSecret };
  }
  const { s3: credentials, ...made } = await loadSecrets(dataDir);
  const { port } = settings;
  const storage = await openEmbeddedStorage({ port, dataDir, credentials, origins, clock });
  return {
    storage,
    claimSecret: claimSecret ?? made.claimSecret,
    authSecret: authSecret ?? made.authSecret,
  };
}
