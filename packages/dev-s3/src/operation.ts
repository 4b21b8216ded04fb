/** What every operation works with, and what it answers. */
import type { Readable } from "node:stream";
import type { Authority, Caller } from "./check-signature.ts";
import type { Bucket, ObjectFiles } from "./object-files.ts";
import { S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";

export type S3Service = Authority & {
  files: ObjectFiles;
  /** where this server answers, without a slash at the end */
  endpoint: string;
};

export type S3Response = {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** text is XML */
  body?: string | Readable;
};

/** An operation on the service, a bucket or an object. */
export type Operation<Target> = (call: {
  service: S3Service;
  request: S3Request;
  caller: Caller;
  target: Target;
}) => Promise<S3Response>;

export type ObjectTarget = { bucket: Bucket; key: string };

/** @throws NoSuchBucket */
export function bucketOf(service: S3Service, name: string): Bucket {
  const bucket = service.files.buckets.get(name);
  if (bucket === undefined) throw new S3Error("NoSuchBucket", { details: { BucketName: name } });
  return bucket;
}

/** An XML answer. */
export function xmlResponse(body: string): S3Response {
  return { status: 200, body };
}
