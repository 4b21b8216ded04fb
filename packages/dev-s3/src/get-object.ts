/** GetObject and HeadObject: ranges, conditions, checksums, overridden headers. */
import type { Caller } from "./check-signature.ts";
import { checksumHeader } from "./checksums.ts";
import { allowsRange, isNotModified } from "./conditions.ts";
import { descriptionHeaders } from "./object-description.ts";
import type { StoredObject } from "./object-index.ts";
import type { ObjectTarget, Operation, S3Response } from "./operation.ts";
import { S3Error } from "./s3-error.ts";
import { amzSettings, headerOf, queryOf, type S3Request } from "./s3-request.ts";

const overridable = [
  "content-type",
  "content-language",
  "expires",
  "cache-control",
  "content-disposition",
  "content-encoding",
] as const;

type Range = { first: number; last: number };

/** Answers an object's bytes, or a part of them. */
export const getObject: Operation<ObjectTarget> = async ({ service, request, caller, target }) => {
  const overrides = readOverrides(request, caller);
  const found = await service.files.open(target.bucket, target.key);
  if (found === undefined) throw noSuchKey(target.key);
  try {
    const { response, range } = describe(request, found.object, overrides);
    if (response.status === 304 || found.object.sizeBytes === 0) {
      await found.file.close();
      return response;
    }
    const { first, last } = range ?? { first: 0, last: found.object.sizeBytes - 1 };
    // The stream closes the file, whether it is read to its end or not.
    return { ...response, body: found.file.createReadStream({ start: first, end: last }) };
  } catch (error) {
    await found.file.close();
    throw error;
  }
};

/** The same answer without the bytes. */
export const headObject: Operation<ObjectTarget> = async ({ request, caller, target }) => {
  const overrides = readOverrides(request, caller);
  const object = target.bucket.objects.get(target.key);
  if (object === undefined) throw noSuchKey(target.key);
  return describe(request, object, overrides).response;
};

/** The refusal for a key that does not exist */
export function noSuchKey(key: string): S3Error {
  return new S3Error("NoSuchKey", { details: { Key: key } });
}

function describe(
  request: S3Request,
  object: StoredObject,
  overrides: Readonly<Record<string, string>>,
): { response: S3Response; range: Range | undefined } {
  const etag = `"${object.etag}"`;
  const lastModified = new Date(object.lastModified).toUTCString();
  if (isNotModified(request, object)) {
    const cacheControl = object.headers["cache-control"];
    const headers = {
      etag,
      "last-modified": lastModified,
      ...(cacheControl === undefined ? {} : { "cache-control": cacheControl }),
    };
    return { response: { status: 304, headers }, range: undefined };
  }
  const range = allowsRange(request, object)
    ? readRange(headerOf(request, "range"), object.sizeBytes)
    : undefined;
  const sizeBytes = range === undefined ? object.sizeBytes : range.last - range.first + 1;
  const headers: Record<string, string> = {
    ...descriptionHeaders(object),
    ...overrides,
    etag,
    "last-modified": lastModified,
    "accept-ranges": "bytes",
    "content-length": String(sizeBytes),
  };
  if (range !== undefined) {
    headers["content-range"] = `bytes ${range.first}-${range.last}/${object.sizeBytes}`;
  }
  const wantsChecksum =
    amzSettings(request).get("x-amz-checksum-mode")?.toUpperCase() === "ENABLED";
  if (wantsChecksum && object.checksum !== undefined && range === undefined) {
    headers[checksumHeader(object.checksum.algorithm)] = object.checksum.value;
    headers["x-amz-checksum-type"] = "FULL_OBJECT";
  }
  return { response: { status: range === undefined ? 200 : 206, headers }, range };
}

/** One range of bytes; what is not one is ignored, as S3 does. */
function readRange(header: string | undefined, sizeBytes: number): Range | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  const isSuffix = from === "";
  const first = isSuffix ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = isSuffix || to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (!isSuffix && to !== "" && Number(to) < first) return undefined;
  if (first >= sizeBytes || (isSuffix && Number(to) === 0)) {
    throw new S3Error("InvalidRange", {
      details: { RangeRequested: header ?? "", ActualObjectSize: String(sizeBytes) },
    });
  }
  return { first, last };
}

function readOverrides(request: S3Request, caller: Caller): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const name of overridable) {
    const value = queryOf(request, `response-${name}`);
    if (value === undefined) continue;
    if (caller.status === "anonymous") {
      throw new S3Error("InvalidRequest", {
        message: "Request specific response headers cannot be used for anonymous GET requests.",
      });
    }
    // Anything but printable ASCII could not be sent as a header.
    if (!/^[\t\u0020-\u007e]*$/.test(value)) {
      throw new S3Error("InvalidArgument", {
        message: "Header value cannot be represented using ISO-8859-1.",
        details: { ArgumentName: `response-${name}`, ArgumentValue: value },
      });
    }
    overrides[name] = value;
  }
  return overrides;
}
