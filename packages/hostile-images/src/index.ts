/** Hostile image files with the verdicts they must get, and the parts to build more of them. */
export type { Group, HostileImage, ImageType, Verdict } from "./hostile-image.ts";
export { listHostileImages } from "./list-hostile-images.ts";
export { markWord } from "./mark-word.ts";
export { addAvifProperty, box } from "./parts/avif.ts";
export { insertPngChunks, pngChunk } from "./parts/png.ts";
export { blackPixels, interlacedPng } from "./parts/interlaced-png.ts";
export { webpHeader } from "./parts/webp.ts";
export {
  blue,
  encode,
  gradient,
  green,
  imageTypes,
  orientations,
  paint,
  quarters,
  red,
  yellow,
  type Rgb,
} from "./pictures.ts";
