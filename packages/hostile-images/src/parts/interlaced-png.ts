/** A PNG that is interlaced, so that a decoder must hold all of it. */
import { packedZeros } from "./packed-zeros.ts";
import { png, pngChunk } from "./png.ts";

/** one bit a pixel */
const grey = { bits: 1, colourType: 0, channels: 1 };
/** eight bytes a pixel: the most that a PNG can have */
export const deepRgba: PngPixel = { bits: 16, colourType: 6, channels: 4 };

export type PngPixel = typeof grey;

export function interlacedPng(sidePx: number, pixels: Buffer, pixel: PngPixel = grey): Buffer {
  const kind = [pixel.bits, pixel.colourType, 0, 0, 1] as const;
  return png({ width: sidePx, height: sidePx, kind }, pngChunk("IDAT", pixels));
}

/** What `interlacedPng` needs to be complete: seven passes, each row with a filter byte before it. */
export function blackPixels(sidePx: number, { bits, channels }: PngPixel = grey): Buffer {
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
    return rows * (1 + Math.ceil((columns * bits * channels) / 8));
  });
  return packedZeros(sizes.reduce((sum, size) => sum + size, 0));
}
