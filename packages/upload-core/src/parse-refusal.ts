/** A refusal as it comes over the wire. */
import { errorTable } from "./error-table.ts";
import type { Refusal } from "./upload-error.ts";

/**
 * Reads `{ code, details }` as it came over the wire.
 * @returns null when it is not ours or not as we know it, e.g. from a newer server or another library; then the HTTP status says more
 */
export function parseRefusal(value: unknown): Refusal | null {
  // Anything may have come; of what is no object, `Object` makes one without these properties.
  const { code, details } = Object(value) as Record<string, unknown>;
  if (typeof code !== "string" || !Object.hasOwn(errorTable, code)) return null;
  const given = Object(details) as Record<string, unknown>;
  // Both were checked: the code against the table, and what its texts need against what is there.
  return isWhole(code, given) ? ({ code, details: given } as Refusal) : null;
}

/** What of the details has to be a number; `retryAfterMs` has to be one wherever it is. */
const numbers: Record<string, string[]> = {
  FILE_TOO_LARGE: ["sizeBytes", "maxSizeBytes"],
  IMAGE_DIMENSIONS: ["width", "height", "max"],
  TOO_MANY_FILES: ["maxFiles"],
  RATE_LIMITED: ["retryAfterMs"],
};

function isWhole(code: string, details: Record<string, unknown>): boolean {
  const { actualType, allowedTypes, limit, retryAfterMs = 0 } = details;
  const needed = (numbers[code] ?? []).map((name) => details[name]);
  if (![retryAfterMs, ...needed].every(Number.isFinite)) return false;
  if (code === "IMAGE_DIMENSIONS") return ["pixels", "side", "ratio"].includes(limit as string);
  if (code !== "FILE_TYPE_NOT_ALLOWED") return true;
  const texts = Array.isArray(allowedTypes) ? [actualType ?? "", ...allowedTypes] : [null];
  return texts.every((text) => typeof text === "string");
}
