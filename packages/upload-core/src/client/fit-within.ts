/** The largest size of the same shape within bounds; never larger than it was. */

export type Size = { width: number; height: number };

/** @returns whole pixels, at least one each way */
export function fitWithin(
  { width, height }: Size,
  maxWidth = Infinity,
  maxHeight = Infinity,
): Size {
  const scale = Math.min(1, maxWidth / width, maxHeight / height);
  const toPixels = (side: number): number => Math.max(1, Math.round(side * scale));
  return { width: toPixels(width), height: toPixels(height) };
}
