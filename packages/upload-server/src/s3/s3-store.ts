/** The bucket on S3 or what speaks like it. */
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { uploadError } from "@picket/upload-core";
import type { ObjectStat, ObjectStore } from "../object-store.ts";
import { readAtMost } from "./read-at-most.ts";
import { hasStatus, isNotFound, mayPass, storageError } from "./s3-error.ts";
import { signGet } from "./sign-get.ts";
import { createPostSigner } from "./sign-post.ts";

export type S3StoreOptions = {
  /** one of `createS3Client`, or your own; its credentials also sign the tickets */
  client: S3Client;
  bucket: string;
  /** the URL of the store as browsers must use it, when that is not the client's `endpoint` */
  publicEndpoint?: string;
  /** for one call from its beginning to the end of its answer, the client's repeats included; 30,000 when left out */
  callTimeoutMs?: number;
};

/** Once per call to the store, for all it needs: a store that sends a byte now and then would else be waited for without end. */
type Deadline = () => { abortSignal: AbortSignal };

type Bucket = { client: S3Client; bucket: string; deadline: Deadline };

/**
 * Needs `s3:GetObject`, `s3:PutObject`, `s3:DeleteObject` and `s3:ListBucket`: without the last, S3 answers 403
 * instead of 404 for an object that does not exist, which reads as STORAGE_REFUSED.
 */
export function createS3Store({
  client,
  bucket,
  publicEndpoint,
  callTimeoutMs = 30_000,
}: S3StoreOptions): ObjectStore {
  const deadline: Deadline = () => ({ abortSignal: AbortSignal.timeout(callTimeoutMs) });
  const signPost = createPostSigner({ client, bucket, publicEndpoint });
  const at = (Key: string): { Bucket: string; Key: string } => ({ Bucket: bucket, Key });

  return {
    signPost: (post) => signPost(post).catch(refuse),

    signGet: (get) => signGet({ client, bucket, publicEndpoint }, get).catch(refuse),

    readClaim: async (key) => {
      try {
        const { Metadata } = await client.send(new HeadObjectCommand(at(key)), deadline());
        return Metadata?.["claim"] ?? null;
      } catch (error) {
        return isNotFound(error) ? null : refuse(error);
      }
    },

    read: async (key, sizeBytes) => {
      try {
        const options = deadline();
        const get = new GetObjectCommand(at(key));
        const { Body, ContentLength } = await client.send(get, options);
        return await readAtMost(Body, {
          sizeBytes,
          saidBytes: ContentLength,
          signal: options.abortSignal,
        });
      } catch (error) {
        return isNotFound(error) ? null : refuse(error);
      }
    },

    put: async (key, { bytes, type, cacheControl, disposition }) => {
      const put = new PutObjectCommand({
        ...at(key),
        Body: bytes,
        ContentLength: bytes.byteLength,
        ContentType: type,
        CacheControl: cacheControl,
        ContentDisposition: disposition,
        IfNoneMatch: "*",
      });
      const options = deadline();
      try {
        await client.send(put, options);
        return "created";
      } catch (error) {
        // 412: it exists. 409: somebody wrote or removed it in the same moment, so we look which.
        if (hasStatus(error, 412)) return "exists";
        if (!hasStatus(error, 409)) refuse(error);
        await client.send(new HeadObjectCommand(at(key)), options).catch((headError: unknown) => {
          throw storageError(isNotFound(headError) ? error : headError);
        });
        return "exists";
      }
    },

    remove: async (keys) => {
      for (let start = 0; start < keys.length; start += maxKeysPerRemoval) {
        const some = keys.slice(start, start + maxKeysPerRemoval);
        await removeSome({ client, bucket, deadline }, some).catch(refuse);
      }
    },

    list: (prefix) => list({ client, bucket, deadline }, prefix),
  };
}

/** What S3 takes in one DeleteObjects. */
const maxKeysPerRemoval = 1000;

async function removeSome({ client, bucket, deadline }: Bucket, keys: string[]): Promise<void> {
  if (keys.length === 1) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keys[0] }), deadline());
    return;
  }
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
  const removal = new DeleteObjectsCommand({ Bucket: bucket, Delete });
  const { Errors } = await client.send(removal, deadline());
  // The answer is 200 even when single keys failed.
  const cause = Errors?.find(({ Code }) => Code !== "NoSuchKey");
  if (!cause) return;
  throw uploadError(mayPass(cause.Code) ? "STORAGE_UNAVAILABLE" : "STORAGE_REFUSED", { cause });
}

async function* list(
  { client, bucket, deadline }: Bucket,
  prefix: string,
): AsyncGenerator<ObjectStat> {
  // Not the SDK's paginator, which would give one deadline to all pages and to what is done between them.
  for (let after: string | undefined; ;) {
    const from = { Bucket: bucket, Prefix: prefix, ContinuationToken: after };
    const page = await client.send(new ListObjectsV2Command(from), deadline()).catch(refuse);
    for (const { Key, Size = 0, LastModified } of page.Contents ?? []) {
      // S3 always names both; the SDK's types do not say so.
      if (Key && LastModified) yield { key: Key, sizeBytes: Size, lastModifiedAt: LastModified };
    }
    after = page.NextContinuationToken;
    if (after === undefined) return;
  }
}

function refuse(error: unknown): never {
  throw storageError(error);
}
