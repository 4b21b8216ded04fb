/** Requests signed by hand, by the letter of SigV4 and not by the code under test. */
import { createHash, createHmac } from "node:crypto";
import { request } from "node:http";
import type { DevS3 } from "../src/index.ts";

export type RequestDraft = {
  method: string;
  /** encoded as it is sent */
  path: string;
  /** encoded and sorted as it is sent */
  query: string;
  headers: Record<string, string>;
  body: Buffer;
  payloadHash: string;
  signedAt: Date;
  region: string;
  service: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** not signed, though sent */
  unsignedHeaders: string[];
};

export type RawResponse = { status: number; text: string; headers: Record<string, string> };

/** A request that is right in every respect. */
export function draftRequest(server: DevS3, method: string, path: string): RequestDraft {
  return {
    method,
    path,
    query: "",
    headers: {},
    body: Buffer.alloc(0),
    payloadHash: "UNSIGNED-PAYLOAD",
    signedAt: new Date(),
    region: server.region,
    service: "s3",
    ...server.credentials,
    unsignedHeaders: [],
  };
}

export type Signing = { signature: string; key: Buffer; amzDate: string; scope: string };

/** Signs a draft: its headers gain Host, hash, Authorization, and x-amz-date unless there is a Date. */
export function signRequest(server: DevS3, draft: RequestDraft): Signing {
  const amzDate = toAmzDate(draft.signedAt);
  const scope = `${amzDate.slice(0, 8)}/${draft.region}/${draft.service}/aws4_request`;
  draft.headers = {
    host: new URL(server.endpoint).host,
    "x-amz-content-sha256": draft.payloadHash,
    ...("date" in draft.headers ? {} : { "x-amz-date": amzDate }),
    ...draft.headers,
  };
  const signed = Object.keys(draft.headers)
    .filter((name) => !draft.unsignedHeaders.includes(name))
    .toSorted((left, right) => (left < right ? -1 : 1));
  const canonical = [
    draft.method,
    draft.path,
    draft.query,
    ...signed.map((name) => `${name}:${draft.headers[name]}`),
    "",
    signed.join(";"),
    draft.payloadHash,
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", amzDate, scope, sha256(canonical)].join("\n");
  let key: Buffer = createHmac("sha256", `AWS4${draft.secretAccessKey}`)
    .update(scope.slice(0, 8))
    .digest();
  for (const part of scope.split("/").slice(1)) key = hmac(key, part);
  const signature = hmac(key, text).toString("hex");
  draft.headers["authorization"] =
    `AWS4-HMAC-SHA256 Credential=${draft.accessKeyId}/${scope}, SignedHeaders=${signed.join(";")}, Signature=${signature}`;
  return { signature, key, amzDate, scope };
}

/** Sends a draft as it is now. */
export function sendRequest(server: DevS3, draft: RequestDraft): Promise<RawResponse> {
  const url = new URL(server.endpoint);
  const path = draft.query === "" ? draft.path : `${draft.path}?${draft.query}`;
  const { method, headers } = draft;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port: url.port, method, path, headers, setHost: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
            ),
          }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(draft.body);
  });
}

/** A body in the signed encoding of the SDKs, with trailers when there are some. */
export function signChunks(
  chunks: readonly Buffer[],
  signing: Signing,
  trailers: Record<string, string> = {},
): Buffer {
  const parts: Buffer[] = [];
  let previous = signing.signature;
  for (const chunk of [...chunks, Buffer.alloc(0)]) {
    const text = [
      "AWS4-HMAC-SHA256-PAYLOAD",
      signing.amzDate,
      signing.scope,
      previous,
      sha256(""),
      sha256(chunk),
    ].join("\n");
    previous = hmac(signing.key, text).toString("hex");
    const head = `${chunk.length.toString(16)};chunk-signature=${previous}\r\n`;
    parts.push(Buffer.from(head), chunk);
    if (chunk.length > 0) parts.push(Buffer.from("\r\n"));
  }
  const names = Object.keys(trailers);
  if (names.length > 0) {
    const text = [
      "AWS4-HMAC-SHA256-TRAILER",
      signing.amzDate,
      signing.scope,
      previous,
      sha256(names.map((name) => `${name}:${trailers[name]}\n`).join("")),
    ].join("\n");
    const signature = hmac(signing.key, text).toString("hex");
    const lines = names.map((name) => `${name}:${trailers[name]}\r\n`).join("");
    parts.push(Buffer.from(`${lines}x-amz-trailer-signature:${signature}\r\n`));
  }
  parts.push(Buffer.from("\r\n"));
  return Buffer.concat(parts);
}

export function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function toAmzDate(date: Date): string {
  return `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
