/** POST policies: the signed document that says which form is welcome. */
import { S3Error } from "./s3-error.ts";

type PolicyCondition =
  | { operator: "eq" | "starts-with"; name: string; value: string }
  | { operator: "content-length-range"; minBytes: number; maxBytes: number };

export type PostPolicy = { expiresAt: Date; conditions: readonly PolicyCondition[] };

/** A form's fields by lower-case name. */
export type FormFields = ReadonlyMap<string, string>;

/** These may be matched by prefix; all others only exactly. */
const prefixable =
  /^(?:key|acl|tagging|cache-control|content-(?:type|disposition|encoding|language)|expires|success_action_redirect|redirect|x-amz-meta-.*)$/;

const exempt = /^(?:x-amz-signature|policy|file|x-ignore-.*)$/;

/**
 * Decodes and reads a policy.
 * @param encoded base64 as it was signed
 * @throws InvalidPolicyDocument
 */
export function parsePostPolicy(encoded: string): PostPolicy {
  const bytes = Buffer.from(encoded, "base64");
  // Decoding skips what is not base64, so the way back must lead to the same text.
  if (bytes.toString("base64").replace(/=+$/, "") !== encoded.replace(/=+$/, "")) {
    throw invalid("Invalid Base64 Encoding.");
  }
  const document = parseJson(bytes);
  const { expiration, conditions, ...others } = document;
  const [unexpected] = Object.keys(others);
  if (unexpected !== undefined) throw invalid(`Unexpected: '${unexpected}'`);
  if (expiration === undefined) throw invalid("Policy missing expiration.");
  if (conditions === undefined) throw invalid("Policy missing conditions.");
  if (!Array.isArray(conditions)) {
    throw invalid("Invalid 'conditions' value: must be a List.");
  }
  return { expiresAt: readExpiration(expiration), conditions: conditions.map(readCondition) };
}

/**
 * Checks time, every condition on a field, and that every field has a condition.
 * @param fields the form's fields plus `bucket`, the bucket that was really addressed; `key` with its file name filled in
 * @returns the bounds that the conditions set on the file's size, both inclusive
 * @throws AccessDenied
 */
export function checkPostPolicy(
  policy: PostPolicy,
  fields: FormFields,
  now: Date,
): { minBytes: number; maxBytes: number } {
  if (now >= policy.expiresAt) throw denied("Policy expired.");
  const bounds = { minBytes: 0, maxBytes: Number.POSITIVE_INFINITY };
  const covered = new Set<string>();
  for (const condition of policy.conditions) {
    if (condition.operator === "content-length-range") {
      bounds.minBytes = Math.max(bounds.minBytes, condition.minBytes);
      bounds.maxBytes = Math.min(bounds.maxBytes, condition.maxBytes);
      continue;
    }
    const { operator, name, value } = condition;
    covered.add(name);
    if (!isSatisfied(condition, fields.get(name))) {
      throw denied(
        `Policy Condition failed: ${JSON.stringify([operator, `$${name}`, value]).replaceAll('","', '", "')}`,
      );
    }
  }
  const extra = [...fields.keys()].filter((name) => !covered.has(name) && !exempt.test(name));
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(", ")}`);
  return bounds;
}

function isSatisfied(
  condition: { operator: "eq" | "starts-with"; name: string; value: string },
  actual: string | undefined,
): boolean {
  if (actual === undefined) return false;
  if (condition.operator === "eq") return actual === condition.value;
  if (!prefixable.test(condition.name)) return false;
  const values = condition.name === "content-type" ? actual.split(",") : [actual];
  return values.every((value) =>
    (values.length > 1 ? value.trim() : value).startsWith(condition.value),
  );
}

function parseJson(bytes: Buffer): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw invalid("Invalid JSON.");
  }
  if (!isRecord(parsed)) throw invalid("Invalid JSON.");
  return parsed;
}

function readExpiration(value: unknown): Date {
  const isIso =
    typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(value);
  const date = new Date(isIso ? value : "");
  if (Number.isNaN(date.getTime())) {
    throw invalid(`Invalid 'expiration' value: '${String(value)}'`);
  }
  return date;
}

function readCondition(condition: unknown): PolicyCondition {
  if (Array.isArray(condition)) return readListCondition(condition);
  if (!isRecord(condition)) throw invalid("Invalid Condition: must be a List or an Object.");
  const [entry, ...others] = Object.entries(condition);
  if (entry === undefined || others.length > 0) {
    throw invalid(
      "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
    );
  }
  const [name, value] = entry;
  if (typeof value !== "string") {
    throw invalid("Invalid Simple-Condition: value must be a string.");
  }
  return { operator: "eq", name: name.toLowerCase(), value };
}

function readListCondition(condition: readonly unknown[]): PolicyCondition {
  const [operator, first, second] = condition;
  if (typeof operator !== "string")
    throw invalid("Invalid Condition: missing operation identifier.");
  if (condition.length !== 3) {
    throw invalid(`Invalid Condition: wrong number of arguments for '${operator}'.`);
  }
  switch (operator.toLowerCase()) {
    case "eq":
      return { operator: "eq", ...readMatch(first, second) };
    case "starts-with":
      return { operator: "starts-with", ...readMatch(first, second) };
    case "content-length-range":
      return { operator: "content-length-range", ...readRange(first, second) };
    default:
      throw invalid(`Invalid Condition: unknown operation '${operator}'.`);
  }
}

function readMatch(name: unknown, value: unknown): { name: string; value: string } {
  if (typeof name !== "string" || !name.startsWith("$") || typeof value !== "string") {
    throw invalid("Invalid Condition: expected a '$field' and a text.");
  }
  return { name: name.slice(1).toLowerCase(), value };
}

function readRange(min: unknown, max: unknown): { minBytes: number; maxBytes: number } {
  if (!isSize(min) || !isSize(max) || min > max) {
    throw invalid("Invalid content-length-range: expected two sizes in bytes.");
  }
  return { minBytes: min, maxBytes: max };
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(reason: string): S3Error {
  return new S3Error("InvalidPolicyDocument", { message: `Invalid Policy: ${reason}` });
}

function denied(reason: string): S3Error {
  return new S3Error("AccessDenied", { message: `Invalid according to Policy: ${reason}` });
}
