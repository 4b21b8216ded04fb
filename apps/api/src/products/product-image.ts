/** An image as the page shows it. */
import type { VariantType } from "@picket/upload-server";
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
  /** `#rrggbb`; null of images that are older than this field */
  dominantColor: string | null;
  /** format by format, each by rising width */
  variants: { url: string; type: VariantType; width: number; height: number }[];
  /** the JPEG among them, which everything can show; as wide as the widest */
  jpegUrl: string;
};

/** @param baseUrl public URL of the bucket, without a slash at its end */
export function toProductImage(row: ProductImageRow, baseUrl: string): ProductImage {
  const { id, name, altText, width, height, placeholder, dominantColor } = row;
  const urlOf = (key: string): string => `${baseUrl}/${key}`;
  const jpeg = row.variants.find(({ type }) => type === "image/jpeg");
  if (!jpeg) throw new Error("Every published image has a JPEG.");
  return {
    id,
    name,
    altText,
    width,
    height,
    placeholder,
    dominantColor,
    // Of a variant a page is told what it needs, and neither key nor hash.
    variants: row.variants.map((variant) => ({
      type: variant.type,
      width: variant.width,
      height: variant.height,
      url: urlOf(variant.key),
    })),
    jpegUrl: urlOf(jpeg.key),
  };
}
