/** What your app has or brings: tRPC, a bucket, its database as the ledger, a secret, who may do what. `serve.ts` runs it. */
import type { UploadBackend } from "@picket/upload-server";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import { createMemoryLedger, type MemoryTx } from "@picket/upload-server/testing";
import { formatUploadError } from "@picket/upload-server/trpc";
import { initTRPC } from "@trpc/server";

// With the formatter the page learns why; without it, only the HTTP status.
const t = initTRPC
  .context<{ userId: string | null }>()
  .create({ errorFormatter: formatUploadError });
export const { procedure, router } = t;

const { S3_ENDPOINT: endpoint = "http://localhost:9000", S3_BUCKET: bucket = "picket" } =
  process.env;

export const backend: UploadBackend<MemoryTx> = {
  store: createS3Store({
    client: createS3Client({ endpoint, region: "us-east-1", forcePathStyle: true }),
    bucket,
  }),
  // Yours keeps its rows in your database; `apps/api/src/db/upload-ledger.ts` is one for Drizzle.
  ledger: createMemoryLedger(),
  processor: createSharpProcessor(),
  secret: process.env["PICKET_SECRET"] ?? "for trying only: thirty-two characters or more",
};

export async function ownsProduct(userId: string, productId: string): Promise<boolean> {
  return productId.startsWith(`${userId}-`);
}
