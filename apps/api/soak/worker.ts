/** A server process of the soak: the parts that the API puts together, without HTTP, and a fail point to die at. */
import { blackPixels, interlacedPng } from "@picket/hostile-images";
import { isUploadError, type UploadTicket } from "@picket/upload-core";
import type { DescribedFile, UploadErrorCode } from "@picket/upload-core";
import { sweepUploads, type ImageProcessor, type SweepCounts } from "@picket/upload-server";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import { eq, inArray, or, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { user } from "../src/db/auth-schema.ts";
import { openDatabase } from "../src/db/open-database.ts";
import { runAlone } from "../src/db/run-alone.ts";
import { jobLeases, productImages, products, shops, uploads } from "../src/db/schema.ts";
import { ensureShop } from "../src/db/shops.ts";
import { ago, milliseconds, now } from "../src/db/sql-time.ts";
import { createUploadLedger } from "../src/db/upload-ledger.ts";
import type { Env } from "../src/env.ts";
import { createProductImageRoute } from "../src/products/product-image-route.ts";
import {
  createCatalogueActions,
  giveUpExpired,
  type CatalogueActions,
} from "./catalogue-actions.ts";
import { owners } from "./customers.ts";
import { noteDecoders } from "./decoders.ts";
import { withFailPoints, type FailPoint, type Reach } from "./fail-points.ts";

export type WorkerSettings = {
  database: Env["database"];
  dataDir: string;
  s3: { endpoint: string; region: string; bucket: string };
  credentials: { accessKeyId: string; secretAccessKey: string };
  secret: string;
  /** dies when it passes this point after having passed it so many times */
  failAt: { name: FailPoint; skip: number } | null;
};

export type Completion =
  | { status: "published"; imageId: string }
  | { status: "processing" }
  | { status: "refused"; code: UploadErrorCode | "UNKNOWN" };

export type WorkerRows = {
  uploads: (typeof uploads.$inferSelect)[];
  images: (typeof productImages.$inferSelect)[];
  products: (typeof products.$inferSelect)[];
  shops: (typeof shops.$inferSelect)[];
};

export type EndedUpload = { ticketId: string; imageId: string | null };

/** What the soak may ask a worker for. */
export type WorkerApi = CatalogueActions & {
  issueTicket: (request: {
    owner: string;
    input: { productId: string; replaces?: string };
    file: DescribedFile;
  }) => Promise<UploadTicket>;
  complete: (request: { owner: string; claim: string }) => Promise<Completion>;
  sweep: () => Promise<SweepCounts>;
  /** unless another process is at it */
  sweepAlone: () => Promise<SweepCounts | null>;
  /** Uploads that ended without an image, none of which was lost. */
  listEnded: () => Promise<EndedUpload[]>;
  /** As if these had ended more than a month ago, and their objects been removed for the last time but one. */
  expireEnded: (ticketIds: string[]) => Promise<void>;
  /** Makes every row so much older, so that leases run out without waiting. */
  age: (ms: number) => Promise<void>;
  rows: () => Promise<WorkerRows>;
};

/** The sweep's clock: everything that was ever posted is old. */
const sweepClock = (): Date => new Date(Date.now() + 3_600_000);

const maxImagePixels = 50_000_000;

/** More than a month. */
const forgottenMs = 31 * 24 * 3_600_000;

/** Rejected because two attempts at it were killed. */
const isGivenUp = sql`${uploads.status} = 'rejected'
  and ${uploads.outcome} #>> '{refusal,code}' = 'PROCESSING_FAILED'`;

async function createWorkerApi(settings: WorkerSettings): Promise<WorkerApi> {
  const { credentials, database: databaseSettings, dataDir, s3, secret } = settings;
  const processor = createSharpProcessor({ processes: 1 });
  const [{ db }] = await Promise.all([openDatabase(databaseSettings, dataDir), warmUp(processor)]);
  const client = createS3Client({ ...s3, credentials, forcePathStyle: true });
  const reach = createReach(settings);
  const parts = {
    store: createS3Store({ client, bucket: s3.bucket }),
    ledger: createUploadLedger(db),
    processor,
    secret,
  };
  const backend = withFailPoints(parts, reach);
  const route = createProductImageRoute(backend, {
    db,
    imageBaseUrl: s3.endpoint,
    maxImageBytes: 1_000_000,
    maxImagePixels,
    quota: { maxImages: 1_000_000, maxBytes: 1e12 },
  });
  for (const owner of owners) {
    const account = { id: owner, name: owner, email: `${owner}@picket.example` };
    await db.insert(user).values(account).onConflictDoNothing();
    await ensureShop(db, owner, owner);
  }
  const sweep = async (signal?: AbortSignal): Promise<SweepCounts> => {
    await giveUpExpired({ db, ledger: backend.ledger }, reach);
    return sweepUploads({ ...backend, clock: sweepClock }, [route], { graceMs: 0, signal });
  };

  return {
    ...createCatalogueActions(db, reach),
    issueTicket: async ({ owner, input, file }) => {
      const ticket = await route.issueTicket({ owner, request: { input, file } });
      reach("ticket-signed");
      return ticket;
    },
    complete: async (request) => {
      const completion = await route.completeUpload(request).then(
        (result): Completion =>
          result.status === "published"
            ? { status: "published", imageId: result.data.id }
            : { status: "processing" },
        (error: unknown): Completion => ({
          status: "refused",
          code: isUploadError(error) ? error.code : "UNKNOWN",
        }),
      );
      reach("completed");
      return completion;
    },
    sweep: () => sweep(),
    sweepAlone: () => runAlone(db, { job: "sweep", signal: new AbortController().signal }, sweep),
    listEnded: () =>
      db
        .select({ ticketId: uploads.ticketId, imageId: uploads.imageId })
        .from(uploads)
        .where(or(eq(uploads.status, "deleted"), isGivenUp)),
    expireEnded: async (ticketIds) => {
      await db
        .update(uploads)
        .set({
          updatedAt: ago(forgottenMs),
          removeAt: sql`case when ${uploads.removeAt} is not null then ${now} end`,
        })
        .where(inArray(uploads.ticketId, ticketIds));
    },
    age: async (ms) => {
      const older = (moment: AnyPgColumn) => sql`${moment} - ${milliseconds(ms)}`;
      await db.update(uploads).set({
        leaseExpiresAt: older(uploads.leaseExpiresAt),
        updatedAt: older(uploads.updatedAt),
        removeAt: older(uploads.removeAt),
      });
      await db.update(jobLeases).set({ expiresAt: older(jobLeases.expiresAt) });
    },
    rows: async () => ({
      uploads: await db.select().from(uploads),
      images: await db.select().from(productImages),
      products: await db.select().from(products),
      shops: await db.select().from(shops),
    }),
  };
}

/** Its decoder runs from the start, so that a kill finds it at work and not on its way to it. */
async function warmUp(processor: ImageProcessor): Promise<void> {
  const png = interlacedPng(1, blackPixels(1));
  const formats = [{ type: "image/jpeg", quality: 80 }] as const;
  await processor.render(png, { type: "image/png", maxPixels: 1, widths: [1], formats });
}

function createReach({ failAt, dataDir }: WorkerSettings): Reach {
  let left = failAt?.skip ?? 0;
  return (name) => {
    if (name !== failAt?.name) return;
    left -= 1;
    if (left >= 0) return;
    noteDecoders(dataDir);
    process.kill(process.pid, "SIGKILL");
    // The signal is on its way: nothing may happen until it is here.
    for (;;);
  };
}

type Call = { id: number; method: keyof WorkerApi; argument: never };

process.on("disconnect", () => process.exit(0));
process.once("message", (settings: WorkerSettings) => {
  void serve(settings);
});

async function serve(settings: WorkerSettings): Promise<void> {
  const api = await createWorkerApi(settings);
  process.on("message", ({ id, method, argument }: Call) => {
    void api[method](argument).then(
      (result) => process.send?.({ id, result }),
      (error: unknown) => process.send?.({ id, error: String(error) }),
    );
  });
  process.send?.("ready");
}
