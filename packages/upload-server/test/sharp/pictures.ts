/** Small pictures for the tests, and a look at what came out. */
import sharp, { type Sharp } from "sharp";
import type { ImageType } from "@picket/upload-core";
import type { RenderedImage, RenderSpec } from "../../src/image-processor.ts";
import { defaultVariants } from "../../src/variant-spec.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

export const red: Rgb = [200, 30, 30];
export const green: Rgb = [30, 160, 60];
export const blue: Rgb = [40, 60, 190];
export const yellow: Rgb = [230, 210, 60];

export function specOf(
  type: ImageType,
  changes: Partial<Pick<RenderSpec, "widths" | "formats" | "maxPixels">> = {},
): RenderSpec {
  return {
    type,
    maxPixels: 50_000_000,
    ...defaultVariants,
    ...changes,
  };
}

/** A picture from a rule: the colour at each place. */
export function paint(width: number, height: number, at: (x: number, y: number) => Rgb): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) pixels.set(at(x, y), (y * width + x) * 3);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

export function gradient(width: number, height: number): Sharp {
  return paint(width, height, (x, y) => [(x * 255) / width, (y * 255) / height, 90]);
}

type Place = [x: number, y: number];

/** Where a stored pixel belongs in the upright picture: EXIF 2.32, table 6, for 80 × 60 pixels. */
const uprightPlaces: ((x: number, y: number) => Place)[] = [
  (x, y) => [x, y],
  (x, y) => [79 - x, y],
  (x, y) => [79 - x, 59 - y],
  (x, y) => [x, 59 - y],
  (x, y) => [y, x],
  (x, y) => [79 - y, x],
  (x, y) => [79 - y, 59 - x],
  (x, y) => [y, 59 - x],
];

export const orientations = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Upright: 80 × 60, red and green above blue and yellow; stored as a camera stores it that was held so. */
export function quarters(orientation: (typeof orientations)[number]): Sharp {
  const [width, height] = orientation < 5 ? [80, 60] : [60, 80];
  return paint(width, height, (storedX, storedY) => {
    const [x, y] = uprightPlaces[orientation - 1]!(storedX, storedY);
    if (y < 30) return x < 40 ? red : green;
    return x < 40 ? blue : yellow;
  }).withMetadata({ orientation });
}

/** Colours at a tenth and nine tenths of each side, row by row. */
export async function corners(bytes: Uint8Array): Promise<number[][]> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const near = (side: number): number[] => [Math.floor(side * 0.1), Math.floor(side * 0.9)];
  return near(height).flatMap((y) =>
    near(width).map((x) => [...data.subarray((y * width + x) * channels).subarray(0, channels)]),
  );
}

/** The largest difference in any channel. */
export function distance(actual: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, channel) => Math.abs(value - (actual[channel] ?? 999))));
}

/** What a reader sees: `320x240 image/webp`. */
export function describeVariants(image: RenderedImage): string[] {
  return image.variants.map(({ width, height, type }) => `${width}x${height} ${type}`);
}

/** So many variants of a 2000 px picture that they take minutes. */
export const endlessSpec = specOf("image/png", {
  widths: Array.from({ length: 2000 }, (_, index) => 2000 - index),
});
