/** A PNG of one bit a pixel, interlaced, so that a decoder must hold all of it. */
import { deflateSync } from "node:zlib";
import { png, pngChunk } from "./png.ts";

export function interlacedPng(sidePx: number, pixels: Buffer): Buffer {
  const header = { width: sidePx, height: sidePx, kind: [1, 0, 0, 0, 1] } as const;
  return png(header, pngChunk("IDAT", pixels));
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
