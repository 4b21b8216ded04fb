/** Photos as a shop gets them: 12 megapixels, with noise as a sensor makes it, in the four formats. */
import type { ImageType } from "@picket/upload-core";
import sharp, { type Sharp } from "sharp";

export type Photo = { type: ImageType; bytes: Buffer };

const encoders: Record<ImageType, (input: Sharp) => Sharp> = {
  "image/jpeg": (input) => input.jpeg({ quality: 88 }),
  "image/png": (input) => input.png({ adaptiveFiltering: true }),
  "image/webp": (input) => input.webp({ quality: 85, effort: 2 }),
  "image/avif": (input) => input.avif({ quality: 60, effort: 1 }),
};

/** The same bytes each time. */
export async function makePhotos({ width, height }: { width: number; height: number }) {
  const pixels = paintNoisy(width, height);
  const photos: Photo[] = [];
  // One after the other: an encoder may take a gigabyte.
  for (const type of Object.keys(encoders) as ImageType[]) {
    const input = sharp(pixels, { raw: { width, height, channels: 3 } });
    photos.push({ type, bytes: await encoders[type](input).toBuffer() });
  }
  return photos;
}

/** Soft shapes of several sizes, and on each pixel a little noise. */
function paintNoisy(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  const waves = (length: number, periods: readonly number[]): Float64Array =>
    Float64Array.from({ length }, (_, at) =>
      periods.reduce((sum, period) => sum + Math.sin((at * 2 * Math.PI) / period), 0),
    );
  const across = waves(width, [width, 433, 97, 31]);
  const down = waves(height, [height, 377, 71, 23]);
  let noise = 1;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const shape = (across[x] ?? 0) * (down[y] ?? 0);
      // Lehmer's generator, as in C++'s minstd.
      noise = (noise * 48_271) % 2_147_483_647;
      const grain = noise % 3;
      pixels.set(
        [128 + shape * 20 + grain, 110 + shape * 9 + grain, 120 - shape * 14],
        (y * width + x) * 3,
      );
    }
  return pixels;
}
