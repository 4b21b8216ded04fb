/** The bounds of a file's size, enforced while it streams by. */
import { S3Error } from "./s3-error.ts";

/** How far an oversized body is still read, so that its sender gets to read the answer. */
export const maxDrainBytes = 64 * 1024 * 1024;

/**
 * Passes a stream on as far as its size is allowed, and counts the rest.
 * @throws EntityTooLarge, EntityTooSmall, each with what was proposed
 */
export async function* sizedBetween(
  source: AsyncIterable<Buffer>,
  bounds: { minBytes: number; maxBytes: number },
): AsyncGenerator<Buffer> {
  let sizeBytes = 0;
  for await (const chunk of source) {
    sizeBytes += chunk.length;
    if (sizeBytes <= bounds.maxBytes) yield chunk;
    else if (sizeBytes > bounds.maxBytes + maxDrainBytes) break;
  }
  const details = { ProposedSize: String(sizeBytes) };
  if (sizeBytes > bounds.maxBytes) {
    throw new S3Error("EntityTooLarge", {
      details: { ...details, MaxSizeAllowed: String(bounds.maxBytes) },
    });
  }
  if (sizeBytes < bounds.minBytes) {
    throw new S3Error("EntityTooSmall", {
      details: { ...details, MinSizeAllowed: String(bounds.minBytes) },
    });
  }
}
