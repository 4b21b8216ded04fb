/** CopyObject. */
import { type Checksum, type ChecksumAlgorithm, parseChecksumAlgorithm } from "./checksums.ts";
import { checkCopySource, writeGuard } from "./conditions.ts";
import { noSuchKey } from "./get-object.ts";
import { type ObjectDescription, readDescription } from "./object-description.ts";
import type { StoredObject } from "./object-index.ts";
import { bucketOf, type ObjectTarget, type Operation, xmlResponse } from "./operation.ts";
import { wholeSecond } from "./put-object.ts";
import { invalidArgument, notImplemented, S3Error } from "./s3-error.ts";
import { amzSettings, headerOf, refuseLongKey, type S3Request } from "./s3-request.ts";
import { element, s3Document } from "./xml.ts";

/** Copies an object's bytes, with its own description or a new one. */
export const copyObject: Operation<ObjectTarget> = async ({ service, request, target }) => {
  const guard = writeGuard(request);
  const source = readSource(request);
  const sourceBucket = bucketOf(service, source.bucketName);
  const found = await service.files.open(sourceBucket, source.key);
  if (found === undefined) throw noSuchKey(source.key);
  const content = found.file.createReadStream();
  try {
    checkCopySource(request, found.object);
    guard(target.bucket.objects.get(target.key));
    const isSame = sourceBucket === target.bucket && source.key === target.key;
    const description = readCopyDescription(request, found.object, isSame);
    const algorithm = readAlgorithm(request);
    const file = await service.files.receive(content, algorithm === undefined ? [] : [algorithm]);
    try {
      const checksum = checksumOf(algorithm, file.digests.checksums) ?? found.object.checksum;
      const lastModified = wholeSecond(service.clock());
      const { sizeBytes, etag } = file;
      const object = { key: target.key, ...description, sizeBytes, etag, lastModified };
      const checked = checksum === undefined ? object : { ...object, checksum };
      await service.files.commit(target.bucket, file, { object: checked, guard });
      return xmlResponse(resultXml(checked));
    } finally {
      await file.discard();
    }
  } finally {
    content.destroy();
  }
};

function readSource(request: S3Request): { bucketName: string; key: string } {
  const header = headerOf(request, "x-amz-copy-source") ?? "";
  const [path, ...query] = header.split("?");
  if (query.length > 0) throw notImplemented("x-amz-copy-source");
  let decoded: string;
  try {
    decoded = decodeURIComponent(path ?? "").replace(/^\//, "");
  } catch {
    throw malformedSource(header);
  }
  const slash = decoded.indexOf("/");
  const [bucketName, key] = [decoded.slice(0, Math.max(slash, 0)), decoded.slice(slash + 1)];
  if (bucketName === "" || key === "") throw malformedSource(header);
  refuseLongKey(key);
  return { bucketName, key };
}

function readCopyDescription(
  request: S3Request,
  source: StoredObject,
  isSame: boolean,
): ObjectDescription {
  const replacesMetadata = isReplacing(request, "x-amz-metadata-directive");
  const replacesTags = isReplacing(request, "x-amz-tagging-directive");
  if (isSame && !replacesMetadata) {
    throw new S3Error("InvalidRequest", {
      message:
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    });
  }
  const stated = readDescription((name) => headerOf(request, name), amzSettings(request));
  const { headers, metadata } = replacesMetadata ? stated : source;
  return { headers, metadata, tags: replacesTags ? stated.tags : source.tags };
}

function isReplacing(request: S3Request, name: string): boolean {
  const directive = headerOf(request, name) ?? "COPY";
  if (directive !== "COPY" && directive !== "REPLACE") {
    throw invalidArgument(`Unknown ${name.replace("x-amz-", "")}.`, name, directive);
  }
  return directive === "REPLACE";
}

function readAlgorithm(request: S3Request): ChecksumAlgorithm | undefined {
  const stated = headerOf(request, "x-amz-checksum-algorithm");
  if (stated === undefined) return undefined;
  const algorithm = parseChecksumAlgorithm(stated);
  if (algorithm === undefined) throw notImplemented("x-amz-checksum-algorithm");
  return algorithm;
}

function checksumOf(
  algorithm: ChecksumAlgorithm | undefined,
  checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>,
): Checksum | undefined {
  const value = algorithm === undefined ? undefined : checksums[algorithm];
  return algorithm === undefined || value === undefined ? undefined : { algorithm, value };
}

function resultXml(object: Omit<StoredObject, "blob">): string {
  const { checksum } = object;
  return s3Document(
    "CopyObjectResult",
    element("LastModified", object.lastModified) +
      element("ETag", `"${object.etag}"`) +
      (checksum === undefined
        ? ""
        : element(`Checksum${checksum.algorithm}`, checksum.value) +
          element("ChecksumType", "FULL_OBJECT")),
  );
}

function malformedSource(header: string): S3Error {
  return invalidArgument(
    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    "x-amz-copy-source",
    header,
  );
}
