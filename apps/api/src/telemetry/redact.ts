/**
 * Keeps out of the log what must not be in it, wherever in a line it was put. Nothing of the kind is
 * logged on purpose; this is for the day on which somebody logs a whole object.
 */

import { describeError } from "../describe-error.ts";

/** Names of what opens a door or belongs to a person. */
const secretName =
  /claim|signature|policy|cookie|authorization|token|secret|password|credential|e-?mail|file-?name|^name$|^x-amz-/i;

/** Of a signed URL, in the middle of any text. */
const signedPart = /([?&]x-amz-[\w-]+=)[^&\s"'<>]+/gi;

const maxDepth = 5;

/** @returns a copy with the values under such names replaced, and errors under any name described */
export function redact(fields: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      secretName.test(name) ? "[redacted]" : redactValue(value, depth + 1),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return value.replaceAll(signedPart, "$1[redacted]");
  if (value instanceof Error) return describeError(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > maxDepth) return "[too deep]";
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item, depth + 1));
  return redact(value, depth);
}
