/** Resizes pixels with a Lanczos filter, because no two browsers' canvases agree and some of them leave moiré. */
import type { Size } from "./fit-within.ts";

export type Resampling = {
  /** @param rows RGBA, as a canvas gives it, of the full width; its bytes are changed. @param top where they begin */
  add: (rows: Uint8ClampedArray, top: number) => void;
  /** once all rows are there: RGBA of the new size */
  end: () => Uint8ClampedArray<ArrayBuffer>;
};

/**
 * Takes the picture in bands of rows, so that it never lies in memory as a whole. First each row is made narrower, then each
 * column shorter; what is between the two is kept turned, so that both are the same step.
 */
export function createResampling(from: Size, to: Size): Resampling {
  const across = createTaps(from.width, to.width);
  const down = createTaps(from.height, to.height);
  const turned = new Uint8ClampedArray(to.width * from.height * channels);
  return {
    add: (rows, top) => {
      premultiply(rows);
      resampleRows(rows, across, turned.subarray(top * channels), from.height);
    },
    end: () => {
      const resized = new Uint8ClampedArray(to.width * to.height * channels);
      resampleRows(turned, down, resized, to.width);
      unpremultiply(resized);
      return resized;
    },
  };
}

const channels = 4;

/** Lobes to each side. Three tell fine cloth from its moiré, two do not. */
const lobes = 3;

/** For each new pixel: the first old one that it is made of, and how much of that and of the `count - 1` after it. */
type Taps = { from: number; count: number; first: Int32Array; weights: Float32Array };

function createTaps(from: number, to: number): Taps {
  const scale = Math.max(1, from / to);
  const count = Math.min(from, Math.ceil(2 * lobes * scale) + 1);
  const first = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let i = 0; i < to; i++) {
    const center = ((i + 0.5) * from) / to - 0.5;
    const start = Math.min(Math.max(0, Math.ceil(center - lobes * scale)), from - count);
    const row = weights.subarray(i * count, (i + 1) * count);
    row.forEach((_, k) => (row[k] = lanczos((start + k - center) / scale)));
    const sum = row.reduce((total, weight) => total + weight);
    row.forEach((weight, k) => (row[k] = weight / sum));
    first[i] = start;
  }
  return { from, count, first, weights };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  const angle = Math.PI * x;
  return Math.abs(x) < lobes
    ? (lobes * Math.sin(angle) * Math.sin(angle / lobes)) / (angle * angle)
    : 0;
}

/** @param target gets each new row as a column. @param pitch pixels from one of its rows to the next */
function resampleRows(
  rows: Uint8ClampedArray,
  { from, count, first, weights }: Taps,
  target: Uint8ClampedArray,
  pitch: number,
): void {
  const rowCount = rows.length / (from * channels);
  for (let y = 0; y < rowCount; y++) {
    for (let x = 0; x < first.length; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let alpha = 0;
      let at = (y * from + (first[x] ?? 0)) * channels;
      for (let tap = x * count; tap < (x + 1) * count; tap++) {
        const weight = weights[tap] ?? 0;
        red += weight * (rows[at] ?? 0);
        green += weight * (rows[at + 1] ?? 0);
        blue += weight * (rows[at + 2] ?? 0);
        alpha += weight * (rows[at + 3] ?? 0);
        at += channels;
      }
      // Such an array rounds and clamps by itself.
      const to = (x * pitch + y) * channels;
      target[to] = red;
      target[to + 1] = green;
      target[to + 2] = blue;
      target[to + 3] = alpha;
    }
  }
}

/** Or the colour of what cannot be seen would bleed into its neighbours. */
function premultiply(pixels: Uint8ClampedArray): void {
  scaleColours(pixels, (alpha) => alpha / 255);
}

function unpremultiply(pixels: Uint8ClampedArray): void {
  scaleColours(pixels, (alpha) => 255 / Math.max(1, alpha));
}

function scaleColours(pixels: Uint8ClampedArray, scaleOf: (alpha: number) => number): void {
  for (let at = 0; at < pixels.length; at += channels) {
    const alpha = pixels[at + 3] ?? 0;
    if (alpha === 255) continue;
    const scale = scaleOf(alpha);
    for (let channel = at; channel < at + 3; channel++) {
      pixels[channel] = (pixels[channel] ?? 0) * scale;
    }
  }
}
