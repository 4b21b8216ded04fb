/** Few bytes that ask for much memory. */
import { crc32, deflateSync } from "node:zlib";

/** A lossless WebP that ends behind its header: 38 bytes. */
export function webpHeader(sidePx: number): Buffer {
  const bytes = Buffer.alloc(38);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(30, 4);
  bytes.write("WEBPVP8L", 8);
  bytes.writeUInt32LE(18, 16);
  bytes[20] = 0x2f;
  bytes.writeUInt32LE((sidePx - 1) | ((sidePx - 1) << 14), 21);
  return bytes;
}

/** A black PNG of one bit a pixel, interlaced, so that a decoder must hold all of it. */
export function interlacedPng(sidePx: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sidePx, 0);
  header.writeUInt32BE(sidePx, 4);
  header.set([1, 0, 0, 0, 1], 8);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    pngChunk("IHDR", header),
    pngChunk("IDAT", pixels),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** What `interlacedPng` needs to be complete: seven passes, each row with a filter byte before it. */
export function blackPixels(sidePx: number): Buffer {
  const passes = [
    [0, 8, 0, 8],
    [4, 8, 0, 8],
    [0, 4, 4, 8],
    [2, 4, 0, 4],
    [0, 2, 2, 4],
    [1, 2, 0, 2],
    [0, 1, 1, 2],
  ] as const;
  const sizes = passes.map(([x, everyX, y, everyY]) => {
    const columns = Math.ceil((sidePx - x) / everyX);
    const rows = Math.ceil((sidePx - y) / everyY);
    return rows * (1 + Math.ceil(columns / 8));
  });
  const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
  return deflateSync(Buffer.alloc(sizeBytes), { level: 1 });
}

/** @param kind four letters, e.g. `tEXt` */
export function pngChunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
