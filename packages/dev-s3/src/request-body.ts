/** The body of a PUT or of an XML request: its framing, its encoding, what it must hash to. */
import { createHash } from "node:crypto";
import { decodeAwsChunked } from "./aws-chunked.ts";
import type { BodyFile } from "./body-file.ts";
import type { Caller } from "./check-signature.ts";
import { type Checksum, createChecksum } from "./checksums.ts";
import { algorithmsOf, checkIntegrity, type Integrity, readIntegrity } from "./integrity.ts";
import type { ObjectFiles } from "./object-files.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import { headerOf, type S3Request } from "./s3-request.ts";

export const maxObjectBytes = 5 * 1024 ** 3;

type Body = {
  content: AsyncIterable<Buffer>;
  sizeBytes: number;
  integrity: Integrity;
  trailers: ReadonlyMap<string, string>;
};

/**
 * Streams a body to disk and checks it.
 * @returns the file, not yet visible, and the checksum that was sent
 * @throws the codes of a body without length, too large, cut short or not what was promised
 */
export async function receiveBody(
  files: ObjectFiles,
  request: S3Request,
  caller: Caller,
): Promise<{ file: BodyFile; checksum: Checksum | undefined }> {
  const body = openBody(request, caller);
  if (body.sizeBytes > maxObjectBytes) {
    throw new S3Error("EntityTooLarge", {
      details: { ProposedSize: String(body.sizeBytes), MaxSizeAllowed: String(maxObjectBytes) },
    });
  }
  const file = await files.receive(body.content, algorithmsOf(body.integrity));
  try {
    const checksum = checkIntegrity(body.integrity, file.digests, body.trailers);
    return { file, checksum };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/**
 * Reads a small body into memory and checks it.
 * @throws MalformedXML beyond `maxBytes`
 */
export async function readBody(
  request: S3Request,
  caller: Caller,
  maxBytes: number,
): Promise<{ bytes: Buffer; isChecked: boolean }> {
  const body = openBody(request, caller);
  if (body.sizeBytes > maxBytes) throw new S3Error("MalformedXML");
  const chunks: Buffer[] = [];
  for await (const chunk of body.content) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const checksums = algorithmsOf(body.integrity).map((algorithm) => {
    const checksum = createChecksum(algorithm);
    checksum.update(bytes);
    return [algorithm, checksum.digest()] as const;
  });
  const md5 = createHash("md5").update(bytes).digest("base64");
  checkIntegrity(body.integrity, { md5, checksums: Object.fromEntries(checksums) }, body.trailers);
  const isChecked = body.integrity.md5 !== undefined || body.integrity.checksum !== undefined;
  return { bytes, isChecked };
}

/** The chunks of a request's body; leaving the loop early does not close the connection. */
function rawBody(request: S3Request): AsyncIterable<Buffer> {
  return request.incoming.iterator({ destroyOnReturn: false });
}

function openBody(request: S3Request, caller: Caller): Body {
  const payload = caller.status === "owner" ? caller.payload : { status: "unsigned" as const };
  const trailerNames = (headerOf(request, "x-amz-trailer") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const integrity = readIntegrity((name) => headerOf(request, name), trailerNames);
  const trailers = new Map<string, string>();
  if (payload.status === "chunked") {
    const sizeBytes = lengthOf(request, "x-amz-decoded-content-length");
    const { signing, hasTrailer } = payload;
    const encoding = { signing, hasTrailer, trailerNames, sizeBytes, trailers };
    const content = decodeAwsChunked(rawBody(request), encoding);
    return { content, sizeBytes, integrity, trailers };
  }
  if (headerOf(request, "transfer-encoding") !== undefined) {
    throw notImplemented("Transfer-Encoding");
  }
  return {
    content: rawBody(request),
    sizeBytes: lengthOf(request, "content-length"),
    integrity:
      payload.status === "hashed" ? { ...integrity, sha256Hex: payload.sha256 } : integrity,
    trailers,
  };
}

function lengthOf(request: S3Request, name: string): number {
  const text = headerOf(request, name);
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw new S3Error("MissingContentLength");
  return Number(text);
}
