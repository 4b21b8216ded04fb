// Header of a PNG: IHDR, and what stands before the first pixel data.
import { readText, readUint } from "./bytes.ts";
import { readExifOrientation, type Orientation } from "./exif-orientation.ts";
import type { ImageFacts } from "./read-image-header.ts";

const maxSide = 2 ** 31 - 1;
const maxChunks = 1024;

/**
 * Reads up to the first IDAT. An `acTL` chunk counts wherever it is seen by then; after IDAT decoders ignore it.
 * Checksums are the decoder's business; `eXIf` behind the pixels is not looked for.
 * @param bytes a file that begins with the PNG signature
 * @returns null when IHDR is not first or not 13 bytes, a side is over 2^31 - 1, or 1024 chunks come before the pixels
 * @see W3C Portable Network Graphics (Third Edition), 5.6 and 11
 */
export function readPng(bytes: Uint8Array): ImageFacts | null {
  if (readUint(bytes, 8, 4) !== 13 || readText(bytes, 12, 4) !== "IHDR") return null;
  const width = readUint(bytes, 16, 4);
  const height = readUint(bytes, 20, 4);
  if (width > maxSide || height > maxSide) return null;

  let isAnimated = false;
  let orientation: Orientation | undefined;
  let at = 33;
  for (let count = 0; count < maxChunks; count++) {
    const length = readUint(bytes, at, 4);
    const type = readText(bytes, at + 4, 4);
    isAnimated ||= type === "acTL";
    const next = at + 12 + length;
    if (type === "IDAT" || type === "IEND" || !(next <= bytes.length)) {
      return { width, height, isAnimated, scanCount: 1, orientation: orientation ?? 1 };
    }
    if (type === "eXIf") orientation ??= readExifOrientation(bytes.subarray(at + 8, next - 4));
    at = next;
  }
  return null;
}
