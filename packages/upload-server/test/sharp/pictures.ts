/** Small pictures for the tests, and a look at what came out. */
import sharp, { type Sharp } from "sharp";
import type { ImageType } from "@picket/upload-core";
import type { RenderedImage, RenderedVariant, RenderSpec } from "../../src/image-processor.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

export const colours = {
  red: [200, 30, 30],
  green: [30, 160, 60],
  blue: [40, 60, 190],
  yellow: [230, 210, 60],
} as const satisfies Record<string, Rgb>;

export function specOf(type: ImageType, changes: Partial<RenderSpec> = {}): RenderSpec {
  return {
    type,
    maxPixels: 50_000_000,
    widths: [320, 640, 1280, 2048],
    webpQuality: 80,
    jpegQuality: 82,
    ...changes,
  };
}

/** One colour, or with `colour` left out a smooth gradient. */
export function picture(width: number, height: number, colour?: Rgb): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const pixel = colour ?? [(x * 255) / width, (y * 255) / height, 90];
      pixels.set(pixel, (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Red, green / blue, yellow; stored as a camera held in that way stores it, by the table of EXIF 2.32, 4.6.4.A. */
export function quarters(orientation: number): Sharp {
  const upright = { width: 80, height: 60 };
  const isTurned = orientation >= 5;
  const width = isTurned ? upright.height : upright.width;
  const height = isTurned ? upright.width : upright.height;
  const right = upright.width - 1;
  const bottom = upright.height - 1;
  const source = (x: number, y: number): [number, number] => {
    switch (orientation) {
      case 2:
        return [right - x, y];
      case 3:
        return [right - x, bottom - y];
      case 4:
        return [x, bottom - y];
      case 5:
        return [y, x];
      case 6:
        return [y, bottom - x];
      case 7:
        return [right - y, bottom - x];
      case 8:
        return [right - y, x];
      default:
        return [x, y];
    }
  };
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [sourceX, sourceY] = source(x, y);
      const row = sourceY < upright.height / 2 ? ["red", "green"] as const : ["blue", "yellow"] as const;
      pixels.set(colours[row[sourceX < upright.width / 2 ? 0 : 1]], (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } }).withMetadata({ orientation });
}
