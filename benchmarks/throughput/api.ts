/** The application's server: Picket's own procedures, and a place to sign for each of the others. */
import { randomUUID } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { claimRequestSchema, createImagePolicy, type CompleteResult } from "@picket/upload-core";
import { createImageRoute } from "@picket/upload-server";
import { createS3Store } from "@picket/upload-server/s3";
import { createMemoryLedger, createMemoryProcessor } from "@picket/upload-server/testing";
import { createUploadRouter, formatUploadError } from "@picket/upload-server/trpc";
import { initTRPC } from "@trpc/server";
import { z } from "zod";
import type { Storage } from "./storage.ts";

const t = initTRPC.create({ errorFormatter: formatUploadError });

/** Tickets as in production; `completeUpload` answers at once, since what the server does then is not the engine's. */
export function createAppRouter(storage: Storage, { maxFiles }: { maxFiles: number }) {
  const route = createImageRoute(
    {
      store: createS3Store(storage),
      ledger: createMemoryLedger(),
      processor: createMemoryProcessor(),
      secret: "for measuring only: thirty-two characters or more",
    },
    {
      name: "photo",
      policy: createImagePolicy({ maxFiles }),
      input: z.strictObject({}),
      authorize: async () => true,
      onPublished: async () => null,
    },
  );
  return t.router({
    photo: {
      ...createUploadRouter(route, { procedure: t.procedure, owner: () => "someone" }),
      completeUpload: t.procedure
        .input(claimRequestSchema)
        .mutation((): CompleteResult<null> => ({ status: "published", data: null })),
    },
  });
}

export type AppRouter = ReturnType<typeof createAppRouter>;

const described = z.object({ name: z.string(), type: z.string(), size: z.number() });
const signRequestSchema = z.object({ files: z.array(described) });

/** What better-upload's client asks for: all URLs at once. */
export async function signForBetterUpload(storage: Storage, body: unknown): Promise<object> {
  const { files } = signRequestSchema.parse(body);
  const signed = files.map(async (file) => {
    const { key, url } = await signPut(storage, file.type);
    return { signedUrl: url, headers: {}, file: { ...file, objectInfo: { key, metadata: {} } } };
  });
  return { files: await Promise.all(signed), metadata: {} };
}

/** What Uppy's `signRequest` asks for: one URL at a time. */
export async function signForUppy(storage: Storage, body: unknown): Promise<object> {
  const { contentType } = z.object({ contentType: z.string() }).parse(body);
  return signPut(storage, contentType);
}

async function signPut(storage: Storage, type: string): Promise<{ key: string; url: string }> {
  const key = `incoming/put/${randomUUID()}`;
  const put = new PutObjectCommand({ Bucket: storage.bucket, Key: key, ContentType: type });
  return { key, url: await getSignedUrl(storage.client, put, { expiresIn: 300 }) };
}
