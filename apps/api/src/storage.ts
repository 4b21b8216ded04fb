/** The bucket: an embedded S3 in the data folder, or one of your own. */
import path from "node:path";
import { HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { createDevS3 } from "@picket/dev-s3";
import { imagesPrefix, withBreaker, type ObjectStore } from "@picket/upload-server";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import type { S3Settings } from "./env.ts";
import { hasCode } from "./error-code.ts";
import { describeError } from "./describe-error.ts";
import type { Secrets } from "./secrets.ts";
import { StartError } from "./start-error.ts";
import { withCut } from "./with-cut.ts";

export type Storage = {
  store: ObjectStore;
  /** where browsers post to and, unless a host of its own is set, fetch images from; no slash at its end */
  bucketUrl: string;
  /** @throws when the store does not answer or has no such bucket */
  check: () => Promise<void>;
  /** Gives up every call that is under way and answers no other. */
  cut: () => void;
  close: () => Promise<void>;
};

const embeddedBucket = "picket";
const embeddedRegion = "us-east-1";

/** @throws StartError when its port or folder is taken */
export async function openEmbeddedStorage(options: {
  port: number;
  dataDir: string;
  credentials: Secrets["s3"];
  /** the page's */
  origins: readonly string[];
  clock: () => Date;
}): Promise<Storage> {
  const { port, dataDir, credentials, origins, clock } = options;
  const server = await createDevS3({
    dir: path.join(dataDir, "s3"),
    port,
    region: embeddedRegion,
    credentials,
    clock,
    buckets: [
      {
        name: embeddedBucket,
        publicReadPrefixes: [imagesPrefix],
        corsOrigins: [...origins],
      },
    ],
  }).catch((cause: unknown) => {
    throw new StartError(embeddedProblem(cause, port), { cause });
  });
  const storage = await connect({
    bucket: embeddedBucket,
    region: embeddedRegion,
    endpoint: server.endpoint,
    publicEndpoint: null,
    forcePathStyle: true,
    credentials,
  });
  return {
    ...storage,
    close: async () => {
      await storage.close();
      await server.close();
    },
  };
}

function embeddedProblem(cause: unknown, port: number): string {
  if (!(cause instanceof Error)) return "The embedded S3 does not start.";
  if (hasCode(cause, "EADDRINUSE") || hasCode(cause.cause, "EADDRINUSE")) {
    return `Port ${port} (DEV_S3_PORT), for the embedded S3, is in use. Stop what uses it, or set DEV_S3_PORT to another.`;
  }
  // Its own words: a sentence, too.
  return `The embedded S3 does not start: ${cause.message}`;
}

/** @throws StartError when the bucket cannot be reached */
export async function openS3Storage(settings: S3Settings): Promise<Storage> {
  try {
    const storage = await connect(settings);
    await storage.check();
    return storage;
  } catch (cause) {
    const place = settings.endpoint ?? `S3 in ${settings.region}`;
    throw new StartError(
      `The bucket "${settings.bucket}" (S3_BUCKET) at ${place} cannot be used: ${bucketProblem(cause)}`,
      { cause },
    );
  }
}

function bucketProblem(cause: unknown): string {
  const status: unknown = Reflect.get(
    Object(Reflect.get(Object(cause), "$metadata")),
    "httpStatusCode",
  );
  if (status === 404) return "there is no such bucket.";
  if (status === 403) return "the store refuses these credentials.";
  if (status === 301) return "it is in another region (S3_REGION).";
  return `no answer (${describeError(cause).split(" at ")[0]}).`;
}

async function connect(settings: S3Settings): Promise<Storage> {
  const { bucket, region, endpoint, publicEndpoint, forcePathStyle, credentials } = settings;
  const client = createS3Client({
    region,
    forcePathStyle,
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
  });
  const { store: s3, cut } = withCut(
    createS3Store({ client, bucket, ...(publicEndpoint && { publicEndpoint }) }),
  );
  const store = withBreaker(s3);
  return {
    store,
    cut,
    bucketUrl: await findBucketUrl(store),
    check: () => checkBucket(client, bucket),
    close: async () => client.destroy(),
  };
}

/** The address of every POST, with the host style and public endpoint that the store was given. */
async function findBucketUrl(store: ObjectStore): Promise<string> {
  const { url } = await store.signPost({
    key: "incoming/never-posted",
    type: "image/png",
    sizeBytes: 1,
    sha256: "A".repeat(43) + "=",
    claim: "none",
    expiresInSeconds: 1,
  });
  return url.replace(/\/+$/, "");
}

const checkTimeoutMs = 4000;

async function checkBucket(client: S3Client, bucket: string): Promise<void> {
  const abortSignal = AbortSignal.timeout(checkTimeoutMs);
  await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal });
}
