/** The largest files that are still accepted, each of the kind that costs its decoder the most. */
import { rowsOf, type HostileImage } from "./hostile-image.ts";
import { blackPixels, deepRgba, interlacedPng } from "./parts/interlaced-png.ts";
import { progressiveJpeg } from "./parts/progressive-jpeg.ts";
import { gradient } from "./pictures.ts";

const nearest = { kernel: "nearest", fit: "fill" } as const;

/** Cheap to make, too; the first one is the cheapest. */
export function listAtLimits(): HostileImage[] {
  const small = gradient(50, 50).ensureAlpha(0.5);
  return rowsOf("limit", [
    [
      "jpeg-50e6-pixels-32-scans",
      "image/jpeg",
      "published",
      async () => progressiveJpeg(10_000, 5000, 32),
    ],
    [
      "png-49e6-pixels-deep",
      "image/png",
      "published",
      async () => interlacedPng(7000, blackPixels(7000, deepRgba), deepRgba),
    ],
    [
      "webp-50e6-pixels-lossless",
      "image/webp",
      "published",
      () =>
        small.clone().resize(10_000, 5000, nearest).webp({ lossless: true, effort: 0 }).toBuffer(),
    ],
    [
      "avif-25e6-pixels-deep",
      "image/avif",
      "published",
      () =>
        small
          .clone()
          .resize(5000, 5000, nearest)
          .avif({ bitdepth: 10, chromaSubsampling: "4:4:4", effort: 0, quality: 1 })
          .toBuffer(),
    ],
  ]);
}
