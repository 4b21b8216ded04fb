/** A request as S3 sees it: bucket and key from host and path, query decoded, headers joined. */
import type { IncomingMessage } from "node:http";
import type { QueryParameter } from "./sigv4.ts";
import { S3Error } from "./s3-error.ts";

export type S3Request = {
  readonly method: string;
  /** decoded, as it came: with the bucket in path style, without it in virtual-host style */
  readonly path: string;
  readonly query: readonly QueryParameter[];
  readonly bucketName: string | undefined;
  readonly key: string | undefined;
  readonly incoming: IncomingMessage;
};

const maxKeyBytes = 1024;

/**
 * Reads method, address and query; the body stays untouched.
 * @throws InvalidURI when path or query are not percent-encoded UTF-8
 * @throws KeyTooLongError beyond 1,024 bytes
 */
export function readRequest(incoming: IncomingMessage): S3Request {
  const target = originForm(incoming.url ?? "/");
  const mark = target.indexOf("?");
  const path = decode(mark === -1 ? target : target.slice(0, mark));
  const query = mark === -1 ? [] : readQuery(target.slice(mark + 1));
  const address = addressOf(incoming.headers.host, path);
  if (address.key !== undefined) refuseLongKey(address.key);
  return { method: incoming.method ?? "GET", path, query, ...address, incoming };
}

/** @throws KeyTooLongError beyond 1,024 bytes of UTF-8 */
export function refuseLongKey(key: string): void {
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes <= maxKeyBytes) return;
  throw new S3Error("KeyTooLongError", {
    details: { Size: String(sizeBytes), MaxSizeAllowed: String(maxKeyBytes) },
  });
}

/** A header's value, repeated ones joined by commas, or undefined. */
export function headerOf(request: S3Request, name: string): string | undefined {
  return request.incoming.headersDistinct[name]?.join(",");
}

/** The first query parameter of exactly that name, or undefined. */
export function queryOf(request: S3Request, name: string): string | undefined {
  return request.query.find(([candidate]) => candidate === name)?.[1];
}

/** All `x-amz-*` settings by lower-case name: headers, and what a presigned URL carries as query. */
export function amzSettings(request: S3Request): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const [name, value] of request.query) {
    // S3 does not read a checksum that a presigner moved into the query.
    const isRead = !/^x-amz-(?:checksum-(?!mode$)|sdk-checksum-)/i.test(name);
    if (/^x-amz-/i.test(name) && isRead) settings.set(name.toLowerCase(), value);
  }
  for (const [name, values] of Object.entries(request.incoming.headersDistinct)) {
    if (name.startsWith("x-amz-") && values !== undefined) settings.set(name, values.join(","));
  }
  return settings;
}

/** `http://host:port/path` and `/path` mean the same. */
function originForm(url: string): string {
  const absolute = /^https?:\/\/[^/?]*/i.exec(url);
  const target = absolute === null ? url : url.slice(absolute[0].length);
  if (target === "" || target.startsWith("?")) return `/${target}`;
  if (!target.startsWith("/")) throw new S3Error("InvalidURI");
  return target;
}

/** `bucket.localhost` names the bucket in the host; every other host means path style. */
function addressOf(host: string | undefined, path: string): Pick<S3Request, "bucketName" | "key"> {
  const [, bucketOfHost] = /^(.+)\.localhost(?::\d+)?$/i.exec(host ?? "") ?? [];
  if (bucketOfHost !== undefined) {
    return { bucketName: bucketOfHost.toLowerCase(), key: path.slice(1) || undefined };
  }
  if (path === "/") return { bucketName: undefined, key: undefined };
  const slash = path.indexOf("/", 1);
  if (slash === -1) return { bucketName: path.slice(1), key: undefined };
  return { bucketName: path.slice(1, slash), key: path.slice(slash + 1) || undefined };
}

function readQuery(text: string): QueryParameter[] {
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name, ...value] = pair.replaceAll("+", " ").split("=");
      return [decode(name ?? ""), decode(value.join("="))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI");
  }
}
