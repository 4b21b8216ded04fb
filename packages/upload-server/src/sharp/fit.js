// @ts-check
/** Sizes of the variants: nothing is ever enlarged. */

/**
 * @typedef {import("../variant-spec.ts").VariantSpec} VariantSpec
 * @typedef {{ width: number, height: number }} Size
 * @typedef {Size & { fit: "cover" } | { width: number }} Resize what sharp takes; without a height it keeps the picture's own ratio
 */

/**
 * @param {Size} picture upright @param {VariantSpec} spec
 * @returns {Resize} of the largest variant
 */
export function largestSize({ width, height }, spec) {
  const widest = Math.max(...spec.widths);
  if (spec.fit !== "cover") return { width: Math.min(width, widest) };
  const cut = Math.max(1, Math.min(width, Math.floor(height * spec.aspectRatio)));
  return coverSize(Math.min(cut, widest), height, spec.aspectRatio);
}

/**
 * @param {Size} largest what `largestSize` came to @param {VariantSpec} spec
 * @returns {Resize[]} by rising width, each width once
 */
export function variantSizes({ width, height }, spec) {
  const widths = [...new Set(spec.widths.map((each) => Math.min(each, width)))];
  widths.sort((a, b) => a - b);
  if (spec.fit !== "cover") return widths.map((each) => ({ width: each }));
  return widths.map((each) => coverSize(each, height, spec.aspectRatio));
}

/** @param {number} width @param {number} maxHeight @param {number} aspectRatio @returns {Size & { fit: "cover" }} */
function coverSize(width, maxHeight, aspectRatio) {
  const height = Math.min(maxHeight, Math.max(1, Math.round(width / aspectRatio)));
  return { width, height, fit: "cover" };
}
