/** What a request says about the object it stores: headers, metadata, tags. */
import { notImplemented, invalidArgument, S3Error } from "./s3-error.ts";
import type { StoredObject } from "./object-index.ts";
import { parseTagging } from "./tags.ts";

export type ObjectDescription = Pick<StoredObject, "headers" | "metadata" | "tags">;

const storedHeaders = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
] as const;

const metadataPrefix = "x-amz-meta-";
const maxMetadataBytes = 2048;

/** Settings that are read elsewhere, or that ask for what S3 does anyway. */
const understood = new Set([
  "x-amz-acl",
  "x-amz-algorithm",
  "x-amz-checksum-algorithm",
  "x-amz-checksum-mode",
  "x-amz-content-sha256",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-decoded-content-length",
  "x-amz-expires",
  "x-amz-object-ownership",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-security-token",
  "x-amz-server-side-encryption",
  "x-amz-signature",
  "x-amz-signedheaders",
  "x-amz-storage-class",
  "x-amz-tagging",
  "x-amz-trailer",
  "x-amz-user-agent",
]);

const understoodPattern =
  /^x-amz-(?:meta-.+|checksum-(?:crc32|crc32c|sha1|sha256|crc64nvme)|copy-source.*|metadata-directive|tagging-directive)$/;

const defaults: Readonly<Record<string, string>> = {
  "x-amz-acl": "bucket-owner-full-control",
  "x-amz-object-ownership": "BucketOwnerEnforced",
  "x-amz-server-side-encryption": "AES256",
  "x-amz-storage-class": "STANDARD",
};

/**
 * Refuses every `x-amz-*` setting that would be ignored: a silent 200 would teach something wrong.
 * @throws NotImplemented, AccessControlListNotSupported
 */
export function refuseUnknownSettings(settings: ReadonlyMap<string, string>): void {
  for (const [name, value] of settings) {
    if (!understood.has(name) && !understoodPattern.test(name)) throw notImplemented(name);
    if (defaults[name] === undefined || defaults[name] === value) continue;
    if (name === "x-amz-acl") throw new S3Error("AccessControlListNotSupported");
    throw notImplemented(name);
  }
}

/**
 * Reads what is stored with an object.
 * @param get a header or form field by lower-case name
 * @param settings all `x-amz-*` headers or fields
 * @throws MetadataTooLarge, InvalidTag, InvalidArgument for control characters
 */
export function readDescription(
  get: (name: string) => string | undefined,
  settings: ReadonlyMap<string, string>,
): ObjectDescription {
  const headers: Record<string, string> = {};
  for (const name of storedHeaders) {
    const value = name === "content-encoding" ? contentEncoding(get(name)) : get(name);
    if (value !== undefined && value !== "") headers[name] = plain(name, value);
  }
  headers["content-type"] ??= "binary/octet-stream";
  const tagging = settings.get("x-amz-tagging");
  const tags = tagging === undefined ? [] : parseTagging(tagging);
  return { headers, metadata: readMetadata(settings), tags };
}

/** The headers with which an object is served. */
export function descriptionHeaders(object: ObjectDescription): Record<string, string> {
  const metadata = Object.entries(object.metadata).map(([name, value]) => [
    metadataPrefix + name,
    encodeWords(value),
  ]);
  const headers = Object.entries(object.headers).map(([name, value]) => [name, headerBytes(value)]);
  return {
    ...Object.fromEntries([...headers, ...metadata]),
    ...(object.tags.length === 0 ? {} : { "x-amz-tagging-count": String(object.tags.length) }),
  };
}

function readMetadata(settings: ReadonlyMap<string, string>): Record<string, string> {
  const metadata = new Map<string, string>();
  let sizeBytes = 0;
  for (const [name, value] of settings) {
    if (!name.startsWith(metadataPrefix)) continue;
    const short = name.slice(metadataPrefix.length);
    // A form may name a field in ways in which no header can be named.
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(short)) {
      throw invalidArgument("A metadata name must be a valid header name.", "Name", name);
    }
    metadata.set(short, plain(name, value));
    sizeBytes += Buffer.byteLength(short) + Buffer.byteLength(value);
  }
  if (sizeBytes > maxMetadataBytes) {
    throw new S3Error("MetadataTooLarge", {
      details: { Size: String(sizeBytes), MaxSizeAllowed: String(maxMetadataBytes) },
    });
  }
  // Not by assignment: a name such as __proto__ would be lost.
  return Object.fromEntries(metadata);
}

/** aws-chunked is the encoding of the transfer, not of the object. */
function contentEncoding(value: string | undefined): string | undefined {
  return value
    ?.split(",")
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding.toLowerCase() !== "aws-chunked")
    .join(",");
}

/** A line break in a stored value would later break the answer that carries it. */
function plain(name: string, value: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused here
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) {
    throw invalidArgument("The value contains a control character.", name, "");
  }
  return value;
}

/** Text that is not Latin-1 goes out as its UTF-8 bytes, each taken for a character. */
function headerBytes(value: string): string {
  if (/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) return value;
  return Buffer.from(value).toString("latin1");
}

/** Metadata beyond ASCII travels in a header as RFC 2047 words, as S3 sends it. */
function encodeWords(value: string): string {
  if (/^[\t\u0020-\u007e]*$/.test(value)) return value;
  return `=?UTF-8?B?${Buffer.from(value).toString("base64")}?=`;
}
