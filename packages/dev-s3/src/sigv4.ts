/** AWS Signature Version 4 as pure functions. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A decoded query parameter. */
export type QueryParameter = readonly [name: string, value: string];

/** What is signed of a request. */
export type SignableRequest = {
  method: string;
  /** decoded path */
  path: string;
  query: readonly QueryParameter[];
  /** names in the order in which they were signed */
  signedHeaders: readonly string[];
  header: (name: string) => string;
  payloadHash: string;
};

/** Where and when a key is valid. */
export type SigningScope = { date: string; region: string; service: string };

/** Percent-encodes UTF-8 by the rules of SigV4: only unreserved characters stay. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** @see AWS "Signature Calculations for the Authorization Header", task 1 */
export function canonicalRequest(request: SignableRequest): string {
  const path = request.path.split("/").map(uriEncode).join("/");
  const query = request.query
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .toSorted((left, right) => compare(left[0], right[0]) || compare(left[1], right[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const headers = request.signedHeaders.map(
    (name) => `${name}:${request.header(name).trim().replaceAll(/\s+/g, " ")}\n`,
  );
  return [
    request.method,
    path,
    query,
    headers.join(""),
    request.signedHeaders.join(";"),
    request.payloadHash,
  ].join("\n");
}

/** @see AWS "Signature Calculations for the Authorization Header", task 2 */
export function stringToSign(amzDate: string, scope: SigningScope, canonical: string): string {
  return ["AWS4-HMAC-SHA256", amzDate, scopeText(scope), sha256Hex(canonical)].join("\n");
}

/** The scope as it is signed: `20260102/us-east-1/s3/aws4_request`. */
export function scopeText(scope: SigningScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
}

/** The key of one day, region and service. */
export function signingKey(secretAccessKey: string, scope: SigningScope): Buffer {
  const parts = [scope.date, scope.region, scope.service, "aws4_request"];
  return parts.reduce<Buffer>(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
}

/** Hex of the HMAC-SHA256 of a text. */
export function sign(key: Buffer, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

/** Compares signatures in constant time. */
export function isSameSignature(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Hex of the SHA-256 of a text. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Reads `20260102T030405Z`.
 * @returns undefined when it is not such a time
 */
export function parseAmzDate(text: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
