/** Decoding and encoding: a port. An implementation must survive any bytes, so it works in a process it may kill. */
import type { ImageType } from "@picket/upload-core";

/** What is made of an image. */
export type VariantSpec = {
  /** WebP widths in pixels; never enlarged, so a smaller image gives fewer */
  widths: readonly number[];
  /** 1–100 */
  webpQuality: number;
  /** 1–100, for the one JPEG of the largest width */
  jpegQuality: number;
};

export type RenderSpec = VariantSpec & {
  /** the type that the bytes claim to have and whose header was read already */
  type: ImageType;
  /** decoded pixels, checked again by the decoder itself */
  maxPixels: number;
};

export type RenderedVariant = {
  width: number;
  height: number;
  type: "image/webp" | "image/jpeg";
  bytes: Uint8Array;
};

export type RenderedImage = {
  /** pixels after orientation */
  width: number;
  height: number;
  /** base64 of a thumbhash, about 30 bytes */
  placeholder: string;
  /** WebP by rising width, then the JPEG */
  variants: RenderedVariant[];
};

export type ImageProcessor = {
  /**
   * Decodes every pixel, orients, converts to sRGB 8 bit, drops all metadata, encodes the variants.
   * The same bytes and spec give the same bytes.
   * @throws IMAGE_UNREADABLE when the bytes do not decode cleanly
   * @throws PROCESSING_FAILED when decoding was killed (time, memory) or crashed: an attempt against the file
   * @throws anything else when the file is not to blame
   */
  render: (bytes: Uint8Array, spec: RenderSpec) => Promise<RenderedImage>;
};
