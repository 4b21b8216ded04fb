/** ListObjectsV2. */
import type { Bucket } from "./object-files.ts";
import { compareUtf8, type StoredObject } from "./object-index.ts";
import { type Operation, xmlResponse } from "./operation.ts";
import { invalidArgument } from "./s3-error.ts";
import { queryOf, type S3Request } from "./s3-request.ts";
import { uriEncode } from "./sigv4.ts";
import { element, s3Document } from "./xml.ts";

const maxPage = 1000;
/** Sorts after every key that starts with what stands before it. */
const afterAll = "\u{10ffff}";

type Listing = {
  prefix: string;
  delimiter: string;
  pageSize: number;
  startAfter: string;
  token: string | undefined;
  hasOwner: boolean;
  encode: (key: string) => string;
  encodingType: string | undefined;
};

type Page = { objects: StoredObject[]; prefixes: string[]; last: string | undefined };

/** Lists a page of keys in UTF-8 order, rolled up at the delimiter. */
export const listObjects: Operation<Bucket> = async ({ request, target }) => {
  const listing = readListing(request);
  const page = readPage(target, listing);
  return xmlResponse(listingXml(target.name, listing, page));
};

function readListing(request: S3Request): Listing {
  const maxKeys = queryOf(request, "max-keys") ?? "";
  if (!/^(?:\d{1,9})?$/.test(maxKeys)) {
    throw invalidArgument(
      "Provided max-keys not an integer or within integer range",
      "max-keys",
      maxKeys,
    );
  }
  const encodingType = queryOf(request, "encoding-type");
  if (encodingType !== undefined && encodingType !== "url") {
    throw invalidArgument(
      "Invalid Encoding Method specified in Request",
      "encoding-type",
      encodingType,
    );
  }
  return {
    prefix: queryOf(request, "prefix") ?? "",
    delimiter: queryOf(request, "delimiter") ?? "",
    pageSize: Math.min(maxPage, maxKeys === "" ? maxPage : Number(maxKeys)),
    startAfter: queryOf(request, "start-after") ?? "",
    token: queryOf(request, "continuation-token"),
    hasOwner: queryOf(request, "fetch-owner") === "true",
    encodingType,
    encode: encodingType === undefined ? (key) => key : encodeKey,
  };
}

function readPage(bucket: Bucket, listing: Listing): Page & { isTruncated: boolean } {
  const { prefix, delimiter, pageSize } = listing;
  const after = listing.token === undefined ? listing.startAfter : readToken(listing.token);
  const page: Page = { objects: [], prefixes: [], last: undefined };
  if (pageSize === 0) return { ...page, isTruncated: false };
  const from = compareUtf8(after, prefix) > 0 ? after : prefix;
  let rolled: string | undefined;
  for (const key of bucket.objects.keysFrom(from)) {
    if (!key.startsWith(prefix)) break;
    if (key === after) continue;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const common = end === -1 ? undefined : key.slice(0, end + delimiter.length);
    if (common !== undefined && (common === rolled || after.startsWith(common))) continue;
    if (page.objects.length + page.prefixes.length === pageSize) {
      return { ...page, isTruncated: true };
    }
    if (common === undefined) {
      const object = bucket.objects.get(key);
      if (object !== undefined) page.objects.push(object);
      page.last = key;
    } else {
      page.prefixes.push(common);
      rolled = common;
      page.last = common + afterAll;
    }
  }
  return { ...page, isTruncated: false };
}

function listingXml(
  bucketName: string,
  listing: Listing,
  page: Page & { isTruncated: boolean },
): string {
  const { encode } = listing;
  const optional = (name: string, value: string | undefined) =>
    value === undefined || value === "" ? "" : element(name, value);
  const objects = page.objects.map((object) => objectXml(object, listing));
  const prefixes = page.prefixes.map(
    (prefix) => `<CommonPrefixes>${element("Prefix", encode(prefix))}</CommonPrefixes>`,
  );
  return s3Document(
    "ListBucketResult",
    element("Name", bucketName) +
      element("Prefix", encode(listing.prefix)) +
      optional("Delimiter", encode(listing.delimiter)) +
      optional("StartAfter", encode(listing.startAfter)) +
      optional("EncodingType", listing.encodingType) +
      optional("ContinuationToken", listing.token) +
      (page.isTruncated ? optional("NextContinuationToken", toToken(page.last ?? "")) : "") +
      element("KeyCount", objects.length + prefixes.length) +
      element("MaxKeys", listing.pageSize) +
      element("IsTruncated", page.isTruncated) +
      objects.join("") +
      prefixes.join(""),
  );
}

function objectXml(object: StoredObject, { encode, hasOwner }: Listing): string {
  const { checksum } = object;
  return `<Contents>${
    element("Key", encode(object.key)) +
    element("LastModified", object.lastModified) +
    element("ETag", `"${object.etag}"`) +
    (checksum === undefined
      ? ""
      : element("ChecksumAlgorithm", checksum.algorithm) + element("ChecksumType", "FULL_OBJECT")) +
    element("Size", object.sizeBytes) +
    (hasOwner ? `<Owner>${element("ID", "dev-s3")}</Owner>` : "") +
    element("StorageClass", "STANDARD")
  }</Contents>`;
}

/** A token is opaque to clients: the last entry of the page before. */
function toToken(last: string): string {
  return Buffer.from(last).toString("base64url");
}

function readToken(token: string): string {
  const last = Buffer.from(token, "base64url").toString("utf8");
  if (last === "" || toToken(last) !== token) {
    throw invalidArgument(
      "The continuation token provided is incorrect",
      "continuation-token",
      token,
    );
  }
  return last;
}

function encodeKey(key: string): string {
  return key.split("/").map(uriEncode).join("/");
}
