import sharp from "sharp";
import { expect, test } from "vitest";
import type { Size } from "./fit-within.ts";
import { createResampling } from "./resample.ts";

/** Rings that get finer outwards: whatever a filter lets through that it should not comes out as moiré. */
function rings({ width, height }: Size): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const radius2 = (x - width / 2) ** 2 + (y - height / 2) ** 2;
      pixels.fill(
        127.5 + 127.5 * Math.cos((radius2 * Math.PI) / width / 1.5),
        at(x, y),
        at(x, y) + 3,
      );
    }
  }
  return pixels;

  function at(x: number, y: number): number {
    return (y * width + x) * 4;
  }
}

/** In bands of uneven height, as the last one of a photo is. */
function resample(pixels: Uint8ClampedArray, from: Size, to: Size): Uint8ClampedArray {
  const resampling = createResampling(from, to);
  for (let top = 0; top < from.height; top += 100) {
    const bottom = Math.min(top + 100, from.height);
    resampling.add(pixels.slice(top * from.width * 4, bottom * from.width * 4), top);
  }
  return resampling.end();
}

/** In decibels; from 45 on nobody sees a difference. */
function likeness(one: Uint8ClampedArray, other: Uint8Array): number {
  let sum = 0;
  one.forEach((value, i) => (sum += (value - (other[i] ?? NaN)) ** 2));
  return 10 * Math.log10(255 ** 2 / (sum / one.length));
}

test.for([
  { from: { width: 640, height: 480 }, to: { width: 300, height: 225 } },
  { from: { width: 641, height: 479 }, to: { width: 610, height: 456 } },
  { from: { width: 479, height: 641 }, to: { width: 160, height: 214 } },
])(
  "$from.width pixels become $to.width as libvips makes them, without moiré",
  async ({ from, to }) => {
    const pixels = rings(from);
    const reference = await sharp(pixels, { raw: { ...from, channels: 4 } })
      .resize(to.width, to.height, { fit: "fill", kernel: "lanczos3" })
      .raw()
      .toBuffer();
    expect(likeness(resample(pixels, from, to), reference)).toBeGreaterThan(45);
  },
);

test("a plain area keeps its colour to the last digit, up to its edges", () => {
  const from = { width: 97, height: 31 };
  const pixels = new Uint8ClampedArray(97 * 31 * 4).map((_, i) => [12, 200, 99, 255][i % 4] ?? 0);
  const resized = resample(pixels, from, { width: 40, height: 13 });
  expect(resized).toEqual(pixels.slice(0, 40 * 13 * 4));
});

test("a picture of one pixel's width or height can be made smaller", () => {
  const line = new Uint8ClampedArray(50 * 4).fill(255);
  expect(resample(line.slice(), { width: 50, height: 1 }, { width: 7, height: 1 })).toEqual(
    line.slice(0, 7 * 4),
  );
  expect(resample(line.slice(), { width: 1, height: 50 }, { width: 1, height: 7 })).toEqual(
    line.slice(0, 7 * 4),
  );
});

test("the colour of what is transparent does not bleed into what is not", () => {
  // Columns of opaque red beside columns of transparent green.
  const from = { width: 64, height: 8 };
  const pixels = new Uint8ClampedArray(64 * 8 * 4).map((_, i) => {
    const isRed = Math.floor(i / 4) % 8 < 4;
    return (isRed ? [255, 0, 0, 255] : [0, 255, 0, 0])[i % 4] ?? 0;
  });
  const resized = resample(pixels, from, { width: 24, height: 3 });
  const seen: number[] = [];
  for (let at = 0; at < resized.length; at += 4) {
    if (resized[at + 3] !== 0) seen.push(resized[at + 1] ?? NaN);
  }
  expect(seen.length).toBeGreaterThan(24);
  expect(new Set(seen)).toEqual(new Set([0]));
});
