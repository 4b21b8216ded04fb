/** Which operation a request asks for, by method, target and sub-resource. */
import * as bucket from "./bucket-operations.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObject, deleteObjects } from "./delete-objects.ts";
import { getObject, headObject } from "./get-object.ts";
import { listObjects } from "./list-objects.ts";
import type { Bucket } from "./object-files.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./object-tagging.ts";
import type { ObjectTarget, Operation } from "./operation.ts";
import { postObject } from "./post-object.ts";
import { putObject } from "./put-object.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import { headerOf, queryOf, type S3Request } from "./s3-request.ts";

/** An operation with the kind of target that it works on. */
export type Chosen =
  | { on: "service"; run: Operation<undefined> }
  | { on: "new bucket"; run: Operation<string> }
  | { on: "bucket"; run: Operation<Bucket> }
  | { on: "object"; run: Operation<ObjectTarget> };

/** `parameters` are the query names that it reads. */
type Entry = Chosen & { parameters?: readonly string[] };

const overrides = [
  "response-content-type",
  "response-content-language",
  "response-expires",
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
];

const listing = [
  "list-type",
  "prefix",
  "delimiter",
  "max-keys",
  "start-after",
  "continuation-token",
  "fetch-owner",
  "encoding-type",
];

/** By method, target and the sub-resource in the query. */
const entries: Readonly<Record<string, Entry>> = {
  "GET service": { on: "service", run: bucket.listBuckets },
  "PUT bucket": { on: "new bucket", run: bucket.createBucket },
  "HEAD bucket": { on: "bucket", run: bucket.headBucket },
  "GET bucket?location": { on: "bucket", run: bucket.getBucketLocation },
  "GET bucket?cors": { on: "bucket", run: bucket.getBucketCors },
  "PUT bucket?cors": { on: "bucket", run: bucket.putBucketCors },
  "DELETE bucket?cors": { on: "bucket", run: bucket.deleteBucketCors },
  "GET bucket?policy": { on: "bucket", run: bucket.getBucketPolicy },
  "PUT bucket?policy": { on: "bucket", run: bucket.putBucketPolicy },
  "DELETE bucket?policy": { on: "bucket", run: bucket.deleteBucketPolicy },
  "GET bucket?list-type": { on: "bucket", run: listObjects, parameters: listing },
  "POST bucket?delete": { on: "bucket", run: deleteObjects },
  "POST bucket": { on: "bucket", run: postObject },
  "GET object": { on: "object", run: getObject, parameters: overrides },
  "HEAD object": { on: "object", run: headObject, parameters: overrides },
  "PUT object": { on: "object", run: putObject },
  "COPY object": { on: "object", run: copyObject },
  "DELETE object": { on: "object", run: deleteObject },
  "GET object?tagging": { on: "object", run: getObjectTagging },
  "PUT object?tagging": { on: "object", run: putObjectTagging },
  "DELETE object?tagging": { on: "object", run: deleteObjectTagging },
};

const supported = ["cors", "delete", "list-type", "location", "policy", "tagging"];

/** Known to S3 for objects, not to this server: never to be taken for a parameter without meaning. */
const unsupported = new Set(
  "acl attributes legal-hold partNumber renameObject restore retention select select-type torrent uploadId uploads versionId".split(
    " ",
  ),
);

/**
 * Finds the operation.
 * @throws NotImplemented for what S3 has and this server has not, MethodNotAllowed for what S3 has not either
 */
export function chooseOperation(request: S3Request): Chosen {
  const target =
    request.bucketName === undefined ? "service" : request.key === undefined ? "bucket" : "object";
  const names = new Set(request.query.map(([name]) => name));
  const subresource = supported.find((name) => names.has(name));
  const suffix = subresource === undefined ? "" : `?${subresource}`;
  const isCopy = request.method === "PUT" && headerOf(request, "x-amz-copy-source") !== undefined;
  const entry = entries[`${isCopy ? "COPY" : request.method} ${target}${suffix}`];
  const isRead = entry?.run === getObject || entry?.run === headObject;
  for (const name of names) {
    const isKnown =
      name === subresource ||
      name === "x-id" ||
      /^x-amz-/i.test(name) ||
      (entry?.parameters ?? []).includes(name);
    // S3 ignores junk in the query of a read, so that caches can be told apart by it.
    // A presigner may move the source of a copy here; taken for a plain PUT it would empty the target.
    if (/^x-amz-copy-source/i.test(name)) throw notImplemented(name);
    if (!isKnown && (!isRead || unsupported.has(name))) throw notImplemented(name);
  }
  if (subresource === "list-type" && queryOf(request, "list-type") !== "2") {
    throw notImplemented("list-type");
  }
  if (entry !== undefined) return entry;
  // Listing without a type is version 1; deleting a bucket is not offered.
  const isElsewhere = target === "bucket" && /^(?:GET|DELETE)$/.test(request.method);
  if (suffix !== "" || isElsewhere) throw notImplemented(`${request.method} ${target}${suffix}`);
  throw new S3Error("MethodNotAllowed", {
    details: { Method: request.method, ResourceType: target.toUpperCase() },
  });
}

/** Whether the request is a form from a browser, which brings its permission inside. */
export function isFormPost(chosen: Chosen): boolean {
  return chosen.run === postObject;
}

/** Whether this is what a public-read policy allows. */
export function isPublicRead(chosen: Chosen): boolean {
  return chosen.run === getObject || chosen.run === headObject;
}
