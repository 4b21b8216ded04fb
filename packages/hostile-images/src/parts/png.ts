/** Chunks of a PNG. @see W3C PNG (Third Edition), 5 */
import { crc32 } from "node:zlib";
import { bytesOf } from "./bytes.ts";

/** @param kind four letters, e.g. `tEXt` */
export function pngChunk(kind: string, data: Buffer | string): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), bytesOf(data)]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** Puts chunks behind the signature and IHDR, which take 33 bytes together. */
export function insertPngChunks(file: Buffer, ...chunks: Buffer[]): Buffer {
  return Buffer.concat([file.subarray(0, 33), ...chunks, file.subarray(33)]);
}

export type PngHeader = {
  width: number;
  height: number;
  /** bits, colour type, compression, filter, interlace */
  kind?: readonly [number, number, number, number, number];
};

/** 0: grey, no interlace */
const plainGrey = [8, 0, 0, 0, 0] as const;

/** A PNG of a header and chunks, with an end. */
export function png({ width, height, kind = plainGrey }: PngHeader, ...chunks: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(kind, 8);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([signature, pngChunk("IHDR", header), ...chunks, pngChunk("IEND", "")]);
}
