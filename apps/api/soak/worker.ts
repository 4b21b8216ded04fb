/** A server process of the soak: the parts that the API puts together, without HTTP, and a fail point to die at. */
import { randomUUID } from "node:crypto";
import { isUploadError, type UploadTicket } from "@picket/upload-core";
import type { DescribedFile, UploadErrorCode } from "@picket/upload-core";
import { removeDeadImages, sweepUploads, type SweepCounts } from "@picket/upload-server";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import { eq, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { user } from "../src/db/auth-schema.ts";
import { openDatabase } from "../src/db/open-database.ts";
import { jobLeases, productImages, products, shops, uploads } from "../src/db/schema.ts";
import { ensureShop } from "../src/db/shops.ts";
import { milliseconds } from "../src/db/sql-time.ts";
import { createUploadLedger } from "../src/db/upload-ledger.ts";
import type { Env } from "../src/env.ts";
import { createProductImageRoute } from "../src/products/product-image-route.ts";
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
  shops: (typeof shops.$inferSelect)[];
};

/** What the soak may ask a worker for. */
export type WorkerApi = {
  addProduct: () => Promise<string>;
  issueTicket: (request: { productId: string; file: DescribedFile }) => Promise<UploadTicket>;
  complete: (claim: string) => Promise<Completion>;
  /** with all their objects; @returns the images' ids */
  deleteImagesOf: (productId: string) => Promise<string[]>;
  sweep: () => Promise<SweepCounts>;
  /** Makes every row so much older, so that leases run out without waiting. */
  age: (ms: number) => Promise<void>;
  rows: () => Promise<WorkerRows>;
};

const owner = "soak";

/** The sweep's clock: everything that was ever posted is old. */
const sweepClock = (): Date => new Date(Date.now() + 3_600_000);

async function createWorkerApi(settings: WorkerSettings): Promise<WorkerApi> {
  const { credentials, database: databaseSettings, dataDir, s3, secret } = settings;
  const { db } = await openDatabase(databaseSettings, dataDir);
  const client = createS3Client({ ...s3, credentials, forcePathStyle: true });
  const reach = createReach(settings.failAt);
  const parts = {
    store: createS3Store({ client, bucket: s3.bucket }),
    ledger: createUploadLedger(db),
    processor: createSharpProcessor({ processes: 1 }),
    secret,
  };
  const backend = withFailPoints(parts, reach);
  const route = createProductImageRoute(backend, {
    db,
    imageBaseUrl: s3.endpoint,
    maxImageBytes: 1_000_000,
    maxImagePixels: 1_000_000,
    quota: { maxImages: 1_000_000, maxBytes: 1e12 },
  });
  const account = { id: owner, name: owner, email: `${owner}@picket.example` };
  await db.insert(user).values(account).onConflictDoNothing();
  const shopId = await ensureShop(db, owner, owner);

  return {
    addProduct: async () => {
      const title = `product ${randomUUID()}`;
      const product = { shopId, title, searchText: title };
      const [row] = await db.insert(products).values(product).returning({ id: products.id });
      if (!row) throw new Error("The insert returned no row.");
      return row.id;
    },
    issueTicket: async ({ productId, file }) => {
      const ticket = await route.issueTicket({ owner, request: { input: { productId }, file } });
      reach("ticket-signed");
      return ticket;
    },
    complete: async (claim) => {
      const completion = await route.completeUpload({ owner, claim }).then(
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
    deleteImagesOf: async (productId) => {
      const deleted = await db.transaction(async (tx) => {
        await tx.select().from(products).where(eq(products.id, productId)).for("update");
        const rows = await tx
          .delete(productImages)
          .where(eq(productImages.productId, productId))
          .returning({ id: productImages.id });
        const ids = rows.map(({ id }) => id);
        await backend.ledger.markDeleting(ids, tx);
        return ids;
      });
      await removeDeadImages(backend);
      return deleted;
    },
    sweep: () => sweepUploads({ ...backend, clock: sweepClock }, [route], { graceMs: 0 }),
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
      shops: await db.select().from(shops),
    }),
  };
}

function createReach(failAt: WorkerSettings["failAt"]): Reach {
  let left = failAt?.skip ?? 0;
  return (name) => {
    if (name !== failAt?.name) return;
    left -= 1;
    if (left >= 0) return;
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
