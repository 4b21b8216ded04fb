/** Bucket policies, as far as they make a prefix readable by everybody. */
import { S3Error } from "./s3-error.ts";

const maxPolicyBytes = 20 * 1024;

/**
 * Understands a policy whose statements allow everybody `s3:GetObject` under prefixes.
 * @throws MalformedPolicy when S3 would refuse it too, NotImplemented for everything else
 */
export function parseBucketPolicy(
  document: Buffer,
  bucketName: string,
): { publicPrefixes: string[] } {
  if (document.length > maxPolicyBytes) throw malformed("Policy exceeds the maximum allowed size");
  const policy = parseObject(document);
  const { Version, Id, Statement, ...others } = policy;
  refuseOthers(others);
  if (Version !== "2012-10-17" && Version !== "2008-10-17") {
    throw malformed("The policy must contain a valid version string");
  }
  if (Id !== undefined && typeof Id !== "string") throw malformed("Invalid policy syntax.");
  const statements = listOf(Statement);
  if (statements.length === 0) throw malformed("Missing required field Statement");
  return { publicPrefixes: statements.flatMap((statement) => prefixesOf(statement, bucketName)) };
}

function prefixesOf(statement: unknown, bucketName: string): string[] {
  if (!isRecord(statement)) throw malformed("Invalid policy syntax.");
  const { Sid, Effect, Principal, Action, Resource, ...others } = statement;
  if (Sid !== undefined && typeof Sid !== "string") throw malformed("Invalid policy syntax.");
  if (Effect === undefined) throw malformed("Missing required field Effect");
  if (Principal === undefined) throw malformed("Missing required field Principal");
  if (Action === undefined) throw malformed("Missing required field Action");
  if (Resource === undefined) throw malformed("Missing required field Resource");
  refuseOthers(others);
  if (Effect !== "Allow") throw notUnderstood("Effect");
  if (!isEverybody(Principal)) throw notUnderstood("Principal");
  if (listOf(Action).some((action) => action !== "s3:GetObject")) throw notUnderstood("Action");
  return listOf(Resource).map((resource) => prefixOf(resource, bucketName));
}

function prefixOf(resource: unknown, bucketName: string): string {
  const [, name, pattern] = /^arn:aws:s3:::([^/]+)\/(.*)$/s.exec(String(resource)) ?? [];
  if (name !== bucketName || pattern === undefined) {
    throw malformed("Policy has invalid resource");
  }
  const prefix = pattern.slice(0, -1);
  if (!pattern.endsWith("*") || /[*?$]/.test(prefix)) throw notUnderstood("Resource");
  return prefix;
}

function isEverybody(principal: unknown): boolean {
  if (principal === "*") return true;
  if (!isRecord(principal)) return false;
  const { AWS, ...others } = principal;
  return Object.keys(others).length === 0 && listOf(AWS).every((name) => name === "*");
}

function parseObject(document: Buffer): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document.toString("utf8"));
  } catch {
    throw new S3Error("MalformedPolicy");
  }
  if (!isRecord(parsed)) throw new S3Error("MalformedPolicy");
  return parsed;
}

function refuseOthers(others: Record<string, unknown>): void {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw notUnderstood(unknown);
}

/** A single value stands for a list of one; absent means none. */
function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(message: string): S3Error {
  return new S3Error("MalformedPolicy", { message });
}

function notUnderstood(what: string): S3Error {
  return new S3Error("NotImplemented", {
    message: `Only public s3:GetObject on a prefix is implemented; this policy's ${what} is not.`,
  });
}
