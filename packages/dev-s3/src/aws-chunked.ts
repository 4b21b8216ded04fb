/** The body encoding of the SDKs: chunks with signatures, checksums in a trailer. */
import { createHash } from "node:crypto";
import { createByteReader } from "./byte-reader.ts";
import type { ChunkSigning } from "./check-signature.ts";
import { S3Error } from "./s3-error.ts";
import { isSameSignature, scopeText, sha256Hex, sign } from "./sigv4.ts";

const minChunkBytes = 8192;
const maxLineBytes = 4096;
const maxTrailers = 16;
const emptySha256 = sha256Hex("");

export type ChunkedEncoding = {
  /** null for the unsigned variant */
  signing: ChunkSigning | null;
  hasTrailer: boolean;
  /** the names that `x-amz-trailer` announces, lower case */
  trailerNames: readonly string[];
  /** what `x-amz-decoded-content-length` says */
  sizeBytes: number;
  /** filled once the body has been read to its end */
  trailers: Map<string, string>;
};

/**
 * Decodes an aws-chunked body while it arrives.
 * @throws IncompleteBody, InvalidChunkSizeError, MalformedTrailerError, SignatureDoesNotMatch
 * @see AWS S3 API, "Transferring Payload in Multiple Chunks"
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  encoding: ChunkedEncoding,
): AsyncGenerator<Buffer> {
  const reader = createByteReader(source);
  let previous = encoding.signing?.seedSignature ?? "";
  let remainingBytes = encoding.sizeBytes;
  let lastSizeBytes = minChunkBytes;
  for (;;) {
    const head = readChunkHead(await reader.readLine(maxLineBytes));
    const isSigned = head.signature !== "";
    if (isSigned !== (encoding.signing !== null)) throw new S3Error("IncompleteBody");
    if (head.sizeBytes > remainingBytes) throw new S3Error("IncompleteBody");
    if (head.sizeBytes > 0 && lastSizeBytes < minChunkBytes) {
      throw new S3Error("InvalidChunkSizeError");
    }
    const hash = createHash("sha256");
    for await (const piece of reader.read(head.sizeBytes)) {
      if (encoding.signing !== null) hash.update(piece);
      yield piece;
    }
    if (encoding.signing !== null) {
      const text = chunkText(encoding.signing, previous, hash.digest("hex"));
      checkChunk(encoding.signing, text, head.signature);
      previous = head.signature;
    }
    if (head.sizeBytes === 0) break;
    if ((await reader.readLine(0)) !== "") throw new S3Error("IncompleteBody");
    remainingBytes -= head.sizeBytes;
    lastSizeBytes = head.sizeBytes;
  }
  if (remainingBytes > 0) throw new S3Error("IncompleteBody");
  const lines = await readTrailerLines(reader);
  if (!(await reader.isAtEnd())) throw new S3Error("IncompleteBody");
  readTrailers(lines, encoding, previous);
}

/** @returns the signature, empty when there is none */
function readChunkHead(line: string): { sizeBytes: number; signature: string } {
  const match = /^([0-9a-f]{1,10})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line);
  if (match === null) throw new S3Error("IncompleteBody");
  return { sizeBytes: Number.parseInt(match[1] ?? "", 16), signature: match[2] ?? "" };
}

function chunkText(signing: ChunkSigning, previous: string, sha256: string): string {
  const scope = scopeText(signing.scope);
  return ["AWS4-HMAC-SHA256-PAYLOAD", signing.amzDate, scope, previous, emptySha256, sha256].join(
    "\n",
  );
}

function checkChunk(signing: ChunkSigning, text: string, signature: string): void {
  if (isSameSignature(sign(signing.key, text), signature)) return;
  throw new S3Error("SignatureDoesNotMatch", {
    details: { StringToSign: text, SignatureProvided: signature },
  });
}

async function readTrailerLines(reader: ReturnType<typeof createByteReader>): Promise<string[]> {
  const lines: string[] = [];
  for (;;) {
    const line = (await reader.readLine(maxLineBytes)).trim();
    if (line === "") return lines;
    lines.push(line);
    if (lines.length > maxTrailers) throw new S3Error("MalformedTrailerError");
  }
}

function readTrailers(lines: readonly string[], encoding: ChunkedEncoding, previous: string): void {
  if (!encoding.hasTrailer && lines.length > 0) throw new S3Error("MalformedTrailerError");
  const signed: string[] = [];
  let signature: string | undefined;
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const isRepeated = encoding.trailers.has(name) || signature !== undefined;
    if (name === "" || isRepeated) throw new S3Error("MalformedTrailerError");
    if (name === "x-amz-trailer-signature") {
      signature = value;
    } else {
      if (!encoding.trailerNames.includes(name)) throw new S3Error("MalformedTrailerError");
      encoding.trailers.set(name, value);
      signed.push(`${name}:${value}\n`);
    }
  }
  if (encoding.signing === null || !encoding.hasTrailer) return;
  if (signature === undefined) throw new S3Error("MalformedTrailerError");
  const text = [
    "AWS4-HMAC-SHA256-TRAILER",
    encoding.signing.amzDate,
    scopeText(encoding.signing.scope),
    previous,
    sha256Hex(signed.join("")),
  ].join("\n");
  checkChunk(encoding.signing, text, signature);
}
