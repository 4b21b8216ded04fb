/** What the tests ask for, and a look at what came out. */
import sharp from "sharp";
import type { ImageType } from "@picket/upload-core";
import type { RenderedImage, RenderSpec } from "../../src/image-processor.ts";
import { defaultVariants } from "../../src/variant-spec.ts";

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
