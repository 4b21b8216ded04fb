/** Small pictures from a rule, in each of the four formats. */
import sharp, { type Sharp } from "sharp";
import type { ImageType } from "./hostile-image.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

export const red: Rgb = [200, 30, 30];
export const green: Rgb = [30, 160, 60];
export const blue: Rgb = [40, 60, 190];
export const yellow: Rgb = [230, 210, 60];

export const imageTypes = ["image/jpeg", "image/png", "image/webp", "image/avif"] as const;

/** Colours stay as they are, as far as the format can. */
export const encode: Record<ImageType, (input: Sharp) => Sharp> = {
  "image/jpeg": (input) => input.jpeg({ quality: 95, chromaSubsampling: "4:4:4" }),
  "image/png": (input) => input.png(),
  "image/webp": (input) => input.webp({ lossless: true }),
  "image/avif": (input) => input.avif({ quality: 90, effort: 0, chromaSubsampling: "4:4:4" }),
};

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

/** What most rows begin with: coarse like a photo, so that no format packs it into a few bytes. No variant has its size. */
export async function photo(type: ImageType): Promise<Buffer> {
  const made = (photos[type] ??= encode[type](coarse(300, 200)).toBuffer());
  return Buffer.from(await made);
}

function coarse(width: number, height: number): Sharp {
  const grain = (x: number, y: number): number => (x * 7 + y * 13 + x * y) % 23;
  return paint(width, height, (x, y) => [x % 200, y + grain(x, y), 90 + grain(y, x)]);
}

const photos: Partial<Record<ImageType, Promise<Buffer>>> = {};

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
    const [x, y] = uprightPlaces[orientation - 1]?.(storedX, storedY) ?? [0, 0];
    if (y < 30) return x < 40 ? red : green;
    return x < 40 ? blue : yellow;
  }).withMetadata({ orientation });
}
