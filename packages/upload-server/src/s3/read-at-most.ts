/** Reads the body of a GET into one buffer of the size that was signed, and never more. */
import { addAbortSignal, Readable } from "node:stream";

/**
 * @param size.saidBytes what the answer's header says; a body of another size is dropped unread
 * @param size.signal ends a body that does not end by itself
 * @returns "other-size" also when the body is longer or shorter than its header said
 */
export async function readAtMost(
  body: unknown,
  {
    sizeBytes,
    saidBytes = sizeBytes,
    signal,
  }: { sizeBytes: number; saidBytes?: number | undefined; signal: AbortSignal },
): Promise<Uint8Array | "other-size"> {
  if (!(body instanceof Readable)) throw new TypeError("The S3 client must use Node's streams.");
  if (saidBytes !== sizeBytes) {
    body.destroy();
    return "other-size";
  }
  addAbortSignal(signal, body);
  const bytes = new Uint8Array(sizeBytes);
  let length = 0;
  const chunks: AsyncIterable<Uint8Array> = body;
  // Leaving the loop early destroys the stream, and with it the connection.
  for await (const chunk of chunks) {
    if (length + chunk.byteLength > sizeBytes) return "other-size";
    bytes.set(chunk, length);
    length += chunk.byteLength;
  }
  return length === sizeBytes ? bytes : "other-size";
}
