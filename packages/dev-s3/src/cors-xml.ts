/** A bucket's CORS rules as S3's XML. */
import type { CorsRule } from "./bucket-settings.ts";
import { childNames, children, childText, parseXml, textOf, type XmlNode } from "./parse-xml.ts";
import { S3Error } from "./s3-error.ts";
import { element, s3Document } from "./xml.ts";

const maxRules = 100;
const methods = new Set(["GET", "PUT", "HEAD", "POST", "DELETE"]);
const known = new Set([
  "ID",
  "AllowedOrigin",
  "AllowedMethod",
  "AllowedHeader",
  "ExposeHeader",
  "MaxAgeSeconds",
]);

/** Reads the body of PutBucketCors. @throws MalformedXML, InvalidRequest */
export function parseCorsXml(body: Buffer): CorsRule[] {
  const root = parseXml(body, "CORSConfiguration");
  const rules = children(root, "CORSRule").map(readRule);
  const isKnown = childNames(root).every((name) => name === "CORSRule");
  if (!isKnown || rules.length === 0 || rules.length > maxRules) throw new S3Error("MalformedXML");
  return rules;
}

/** Writes the body of GetBucketCors. */
export function corsXml(rules: readonly CorsRule[]): string {
  return s3Document(
    "CORSConfiguration",
    rules
      .map((rule) => {
        const list = (name: string, values: readonly string[]) =>
          values.map((value) => element(name, value)).join("");
        return `<CORSRule>${
          list("ID", rule.id === undefined ? [] : [rule.id]) +
          list("AllowedOrigin", rule.allowedOrigins) +
          list("AllowedMethod", rule.allowedMethods) +
          list("AllowedHeader", rule.allowedHeaders) +
          list("ExposeHeader", rule.exposeHeaders) +
          list("MaxAgeSeconds", rule.maxAgeSeconds === undefined ? [] : [`${rule.maxAgeSeconds}`])
        }</CORSRule>`;
      })
      .join(""),
  );
}

function readRule(node: XmlNode): CorsRule {
  if (childNames(node).some((name) => !known.has(name))) throw new S3Error("MalformedXML");
  const list = (name: string) => children(node, name).map((child) => textOf(child).trim());
  const id = childText(node, "ID");
  const maxAge = childText(node, "MaxAgeSeconds")?.trim();
  const rule = {
    allowedOrigins: list("AllowedOrigin"),
    allowedMethods: list("AllowedMethod"),
    allowedHeaders: list("AllowedHeader"),
    exposeHeaders: list("ExposeHeader"),
  };
  if (rule.allowedOrigins.length === 0 || rule.allowedMethods.length === 0) {
    throw new S3Error("MalformedXML");
  }
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) throw new S3Error("MalformedXML");
  refuseWrongValues(rule);
  return {
    ...rule,
    ...(id === undefined ? {} : { id }),
    ...(maxAge === undefined ? {} : { maxAgeSeconds: Number(maxAge) }),
  };
}

function refuseWrongValues(rule: CorsRule): void {
  const method = rule.allowedMethods.find((candidate) => !methods.has(candidate));
  if (method !== undefined) {
    throw new S3Error("InvalidRequest", {
      message: `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
    });
  }
  const manyStars = [...rule.allowedOrigins, ...rule.allowedHeaders].find(
    (pattern) => pattern.split("*").length > 2,
  );
  if (manyStars !== undefined) {
    throw new S3Error("InvalidRequest", {
      message: `AllowedOrigin "${manyStars}" can not have more than one wildcard.`,
    });
  }
  const isHeaderName = (name: string) => /^[!#$%&'*+.^_`|~0-9a-zA-Z-]+$/.test(name);
  if (!rule.exposeHeaders.every((name) => isHeaderName(name) && !name.includes("*"))) {
    throw new S3Error("InvalidRequest", {
      message: "ExposeHeader must be a header name without wildcards.",
    });
  }
}
