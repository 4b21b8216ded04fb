/** Chunks of a WebP. @see RFC 9649, 2 */
import { bytesOf } from "./bytes.ts";

/** @param kind four letters, e.g. `EXIF` */
export function webpChunk(kind: string, data: Buffer | string): Buffer {
  const body = bytesOf(data);
  const chunk = Buffer.alloc(8 + body.length + (body.length % 2));
  chunk.write(kind, 0, "latin1");
  chunk.writeUInt32LE(body.length, 4);
  chunk.set(body, 8);
  return chunk;
}

export function webp(...chunks: Buffer[]): Buffer {
  const all = Buffer.concat([Buffer.from("RIFF\0\0\0\0WEBP", "latin1"), ...chunks]);
  all.writeUInt32LE(all.length - 8, 4);
  return all;
}

/** Puts a chunk behind the picture, inside the container. */
export function appendWebpChunk(file: Buffer, chunk: Buffer): Buffer {
  return webp(file.subarray(12), chunk);
}

/** The chunk that announces features: flags, and the size of the canvas. */
export function extendedHeader(flags: number, width: number, height: number): Buffer {
  const body = Buffer.alloc(10);
  body.writeUInt8(flags, 0);
  body.writeUIntLE(width - 1, 4, 3);
  body.writeUIntLE(height - 1, 7, 3);
  return webpChunk("VP8X", body);
}

/** A lossless WebP that ends behind its header: 38 bytes. */
export function webpHeader(sidePx: number): Buffer {
  const body = Buffer.alloc(18);
  body.writeUInt8(0x2f, 0);
  body.writeUInt32LE((sidePx - 1) | ((sidePx - 1) << 14), 1);
  return webp(webpChunk("VP8L", body));
}
