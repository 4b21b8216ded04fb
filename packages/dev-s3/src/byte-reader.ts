/** Lines and counted bytes out of a stream of chunks. */
import { S3Error } from "./s3-error.ts";

export type ByteReader = {
  /** the text before the next CRLF, at most `maxBytes` long */
  readLine: (maxBytes: number) => Promise<string>;
  /** exactly that many bytes, in pieces as they arrive */
  read: (sizeBytes: number) => AsyncGenerator<Buffer>;
  isAtEnd: () => Promise<boolean>;
};

/**
 * Reads a stream piecewise; holds one chunk of the source at a time.
 * @throws IncompleteBody when the stream ends early or a line is too long
 */
export function createByteReader(source: AsyncIterable<Buffer>): ByteReader {
  const iterator = source[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);

  async function fill(): Promise<boolean> {
    while (pending.length === 0) {
      const next = await iterator.next();
      if (next.done === true) return false;
      pending = next.value;
    }
    return true;
  }

  return {
    readLine: async (maxBytes) => {
      let line = Buffer.alloc(0);
      while (await fill()) {
        const feed = pending.indexOf(0x0a);
        const end = feed === -1 ? pending.length : feed + 1;
        line = Buffer.concat([line, pending.subarray(0, end)]);
        pending = pending.subarray(end);
        if (line.length > maxBytes + 2) break;
        if (line.at(-1) === 0x0a && line.at(-2) === 0x0d)
          return line.toString("latin1", 0, line.length - 2);
      }
      throw new S3Error("IncompleteBody");
    },
    read: async function* (sizeBytes) {
      let remainingBytes = sizeBytes;
      while (remainingBytes > 0) {
        if (!(await fill())) throw new S3Error("IncompleteBody");
        const piece = pending.subarray(0, remainingBytes);
        pending = pending.subarray(piece.length);
        remainingBytes -= piece.length;
        yield piece;
      }
    },
    isAtEnd: async () => !(await fill()),
  };
}
