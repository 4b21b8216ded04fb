// What a file says of itself before anyone decodes it: type, size, orientation, animation.
import type { ImageType } from "../image-types.ts";
import type { Orientation } from "./exif-orientation.ts";
import { readAvif } from "./read-avif.ts";
import { readJpeg } from "./read-jpeg.ts";
import { readPng } from "./read-png.ts";
import { readWebp } from "./read-webp.ts";
import { sniffImageType } from "./sniff-type.ts";

/** What the magic bytes say, also for types that are never allowed, so that a refusal can name them. */
export type SniffedType =
  | ImageType
  | "image/heic"
  | "image/gif"
  | "image/bmp"
  | "image/tiff"
  | "image/svg+xml"
  | "image/jxl"
  | "application/pdf";

export type ImageFacts = {
  /** Pixels as stored, before the orientation is applied. */
  width: number;
  height: number;
  isAnimated: boolean;
  /** SOS markers of a JPEG up to where the file ends, 0 when it ends before the first; 1 for the other types. */
  scanCount: number;
  orientation: Orientation;
};

/** `unsupported`: another known type, or unknown bytes. `damaged`: the right magic bytes, but a header that cannot be read or is a lie. */
export type ImageHeader =
  | ({ status: "ok"; type: ImageType } & ImageFacts)
  | { status: "unsupported"; type: SniffedType | null }
  | { status: "damaged"; type: ImageType };

/**
 * Reads the header of a JPEG, PNG, WebP or AVIF. Takes hostile bytes: it never throws, and reads each byte a fixed number of times
 * at most. It refuses contradictions, not limits: what is too large, animated or has too many scans is the caller's decision. A
 * file cut off behind its header is `ok`; only decoding tells whether the pixels are there.
 * @param bytes the whole file
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader {
  const type = sniffImageType(bytes);
  if (!isImageType(type)) return { status: "unsupported", type };
  const facts = readers[type](bytes);
  // A side that was not reached is NaN, which is not above 0 either.
  const isReadable = facts !== null && facts.width > 0 && facts.height > 0;
  return isReadable ? { status: "ok", type, ...facts } : { status: "damaged", type };
}

const readers: Record<ImageType, (bytes: Uint8Array) => ImageFacts | null> = {
  "image/jpeg": readJpeg,
  "image/png": readPng,
  "image/webp": readWebp,
  "image/avif": readAvif,
};

function isImageType(type: SniffedType | null): type is ImageType {
  return type !== null && type in readers;
}
