/** Decoding and encoding: a port. An implementation must survive any bytes, so it works in a process it may kill. */
import type { ImageType } from "@picket/upload-core";
import type { VariantSpec, VariantType } from "./variant-spec.ts";

export type RenderSpec = VariantSpec & {
  /** the type that the bytes claim to have and whose header was read already */
  type: ImageType;
  /** decoded pixels, checked again by the decoder itself */
  maxPixels: number;
};

export type RenderedVariant = {
  width: number;
  height: number;
  type: VariantType;
  bytes: Uint8Array;
};

export type RenderedImage = {
  /** pixels after orientation */
  width: number;
  height: number;
  /** base64 of a thumbhash, about 30 bytes */
  placeholder: string;
  /** `#rrggbb`: what most of the picture looks like, for the place where it will be */
  dominantColor: string;
  /** format by format in the spec's order, each by rising width */
  variants: RenderedVariant[];
};

export type ImageProcessor = {
  /**
   * Decodes every pixel, orients, converts to sRGB 8 bit, drops all metadata, encodes the variants.
   * The same bytes and spec give the same bytes.
   * @param turn.owner whose image it is: who has fewer being decoded comes first
   * @throws IMAGE_UNREADABLE when the bytes do not decode cleanly
   * @throws PROCESSING_FAILED when decoding was killed or crashed: an attempt against the file. Caused by a
   *   `TookTooLongError` it is the last one: a second try would take as long again
   * @throws anything else when the file is not to blame
   */
  render: (bytes: Uint8Array, spec: RenderSpec, turn?: { owner: string }) => Promise<RenderedImage>;
};

/** Decoding was ended by the wall clock. */
export class TookTooLongError extends Error {
  override name = "TookTooLongError";
}
