/** An image as the page shows it. */
import type { ProductImageRow } from "../db/image-list.ts";

export type ProductImage = {
  id: string;
  /** as the person's file was called */
  name: string;
  /** what it shows, in words; empty until somebody has written it */
  altText: string;
  /** pixels of the upright picture */
  width: number;
  height: number;
  /** base64 of a thumbhash */
  placeholder: string;
  /** as wide as the widest WebP, for browsers without it */
  jpegUrl: string;
  /** by rising width */
  webp: { url: string; width: number }[];
};

/** @param baseUrl public URL of the bucket, without a slash at its end */
export function toProductImage(row: ProductImageRow, baseUrl: string): ProductImage {
  const { id, name, altText, width, height, placeholder, variants } = row;
  const urlOf = (key: string): string => `${baseUrl}/${key}`;
  const jpeg = variants.find(({ type }) => type === "image/jpeg");
  if (!jpeg) throw new Error("Every published image has a JPEG.");
  return {
    id,
    name,
    altText,
    width,
    height,
    placeholder,
    jpegUrl: urlOf(jpeg.key),
    webp: variants
      .filter(({ type }) => type === "image/webp")
      .map((variant) => ({ url: urlOf(variant.key), width: variant.width })),
  };
}
