/** If-Match and its relatives, for reads, writes, copies and deletes. */
import type { Guard } from "./object-files.ts";
import type { StoredObject } from "./object-index.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import { headerOf, type S3Request } from "./s3-request.ts";

/**
 * The condition of a PUT or copy: `If-None-Match: *` creates only, `If-Match` replaces only what is known.
 * @returns a guard that throws PreconditionFailed, or NoSuchKey when there is nothing to match
 */
export function writeGuard(request: S3Request): Guard {
  const ifMatch = headerOf(request, "if-match");
  const ifNoneMatch = headerOf(request, "if-none-match");
  if (ifNoneMatch !== undefined && (ifNoneMatch !== "*" || ifMatch !== undefined)) {
    throw notImplemented("If-None-Match");
  }
  return (current) => {
    if (ifNoneMatch === "*" && current !== undefined) throw failed("If-None-Match");
    guardMatch(ifMatch, current);
  };
}

/** The condition of a DELETE. */
export function deleteGuard(request: S3Request): Guard {
  for (const name of ["x-amz-if-match-last-modified-time", "x-amz-if-match-size"]) {
    if (headerOf(request, name) !== undefined) throw notImplemented(name);
  }
  const ifMatch = headerOf(request, "if-match");
  return (current) => guardMatch(ifMatch, current);
}

/** Throws unless the current object has this entity tag; no tag, no condition. */
export function guardMatch(ifMatch: string | undefined, current: StoredObject | undefined): void {
  if (ifMatch === undefined) return;
  if (current === undefined) throw new S3Error("NoSuchKey");
  if (!matchesTag(ifMatch, current)) throw failed("If-Match");
}

/**
 * Checks the conditions of a GET or HEAD by the order of RFC 9110.
 * @returns whether the answer is 304
 * @throws PreconditionFailed
 */
export function isNotModified(request: S3Request, object: StoredObject): boolean {
  const ifMatch = headerOf(request, "if-match");
  const unmodifiedSince = dateOf(headerOf(request, "if-unmodified-since"));
  const ifNoneMatch = headerOf(request, "if-none-match");
  const modifiedSince = dateOf(headerOf(request, "if-modified-since"));
  if (ifMatch !== undefined) {
    if (!matchesTag(ifMatch, object)) throw failed("If-Match");
  } else if (unmodifiedSince !== undefined && isModifiedSince(object, unmodifiedSince)) {
    throw failed("If-Unmodified-Since");
  }
  if (ifNoneMatch !== undefined) return matchesTag(ifNoneMatch, object);
  return modifiedSince !== undefined && !isModifiedSince(object, modifiedSince);
}

/** Whether a range may be answered: `If-Range` wants the whole object once it has changed. */
export function allowsRange(request: S3Request, object: StoredObject): boolean {
  const condition = headerOf(request, "if-range");
  if (condition === undefined) return true;
  const date = condition.includes('"') ? undefined : dateOf(condition);
  return date === undefined ? matchesTag(condition, object) : !isModifiedSince(object, date);
}

/** Checks `x-amz-copy-source-if-*`. @throws PreconditionFailed */
export function checkCopySource(request: S3Request, source: StoredObject): void {
  const read = (name: string) => headerOf(request, `x-amz-copy-source-if-${name}`);
  const [match, noneMatch] = [read("match"), read("none-match")];
  const unmodifiedSince = dateOf(read("unmodified-since"));
  const modifiedSince = dateOf(read("modified-since"));
  if (match !== undefined) {
    if (!matchesTag(match, source)) throw failed("x-amz-copy-source-If-Match");
  } else if (unmodifiedSince !== undefined && isModifiedSince(source, unmodifiedSince)) {
    throw failed("x-amz-copy-source-If-Unmodified-Since");
  }
  if (noneMatch !== undefined) {
    if (matchesTag(noneMatch, source)) throw failed("x-amz-copy-source-If-None-Match");
  } else if (modifiedSince !== undefined && !isModifiedSince(source, modifiedSince)) {
    throw failed("x-amz-copy-source-If-Modified-Since");
  }
}

function matchesTag(list: string, object: StoredObject): boolean {
  if (list.trim() === "*") return true;
  return list
    .split(",")
    .some((tag) => tag.trim().replace(/^W\//, "").replaceAll('"', "") === object.etag);
}

function isModifiedSince(object: StoredObject, date: Date): boolean {
  return new Date(object.lastModified) > date;
}

function dateOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function failed(condition: string): S3Error {
  return new S3Error("PreconditionFailed", { details: { Condition: condition } });
}
