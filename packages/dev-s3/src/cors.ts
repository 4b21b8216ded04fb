/** Cross-origin rules: which answers a browser's page may read. */
import type { CorsRule } from "./bucket-settings.ts";
import { S3Error } from "./s3-error.ts";
import { headerOf, type S3Request } from "./s3-request.ts";

/**
 * The headers for an answer to a page of another origin; empty when no rule fits.
 * They go on errors too, or the page could not read why.
 */
export function corsHeaders(
  rules: readonly CorsRule[],
  request: S3Request,
): Record<string, string> {
  const origin = headerOf(request, "origin");
  if (origin === undefined) return {};
  const rule = findRule(rules, { origin, method: request.method, headers: [] });
  return rule === undefined ? {} : answerHeaders(rule, origin);
}

/**
 * Answers a preflight.
 * @throws BadRequest without its two headers, AccessForbidden when no rule fits
 */
export function preflightHeaders(
  rules: readonly CorsRule[],
  request: S3Request,
): Record<string, string> {
  const origin = headerOf(request, "origin");
  if (origin === undefined) {
    throw new S3Error("BadRequest", {
      message: "Insufficient information. Origin request header needed.",
    });
  }
  const method = headerOf(request, "access-control-request-method");
  if (method === undefined) {
    throw new S3Error("BadRequest", {
      message: "Invalid Access-Control-Request-Method: null",
    });
  }
  const details = {
    Method: method,
    ResourceType: request.key === undefined ? "BUCKET" : "OBJECT",
  };
  if (rules.length === 0) {
    const message = "CORSResponse: CORS is not enabled for this bucket.";
    throw new S3Error("AccessForbidden", { message, details });
  }
  const headers = (headerOf(request, "access-control-request-headers") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const rule = findRule(rules, { origin, method, headers });
  if (rule === undefined) throw new S3Error("AccessForbidden", { details });
  return {
    ...answerHeaders(rule, origin),
    ...(headers.length === 0 ? {} : { "access-control-allow-headers": headers.join(", ") }),
    ...(rule.maxAgeSeconds === undefined
      ? {}
      : { "access-control-max-age": String(rule.maxAgeSeconds) }),
  };
}

function findRule(
  rules: readonly CorsRule[],
  asked: { origin: string; method: string; headers: readonly string[] },
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.allowedMethods.includes(asked.method) &&
      rule.allowedOrigins.some((pattern) => matches(pattern, asked.origin)) &&
      asked.headers.every((name) =>
        rule.allowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name)),
      ),
  );
}

function answerHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const isAny = rule.allowedOrigins.includes("*");
  return {
    "access-control-allow-origin": isAny ? "*" : origin,
    "access-control-allow-methods": rule.allowedMethods.join(", "),
    ...(isAny ? {} : { "access-control-allow-credentials": "true" }),
    ...(rule.exposeHeaders.length === 0
      ? {}
      : { "access-control-expose-headers": rule.exposeHeaders.join(", ") }),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

/** One `*` in a pattern stands for any text. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star === -1) return pattern === text;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}
