/** Tells a picture from the beginning of one: some browsers paint what is missing white, and nobody could tell afterwards. */
import { readText, readUint, readUintLe } from "../image/bytes.ts";
import type { ImageType } from "../image-types.ts";

/**
 * @param bytes whose header was read without complaint
 * @returns whether its end is there, or its type is one that no browser decodes in part
 */
export function isWhole(bytes: Uint8Array, type: ImageType): boolean {
  if (type === "image/jpeg") return hasEndMarker(bytes);
  if (type === "image/png") return readText(bytes, bytes.length - 8, 4) === "IEND";
  return type === "image/avif" || readUintLe(bytes, 4, 4) + 8 <= bytes.length;
}

const scan = 0xda;
const end = 0xd9;

/** The end of a thumbnail, which lies in a segment before the first scan, does not count. In a scan, FF is never followed by D9. */
function hasEndMarker(bytes: Uint8Array): boolean {
  let isInScan = false;
  for (let at = bytes.indexOf(0xff, 2); at >= 0; at = bytes.indexOf(0xff, at)) {
    const code = bytes[at + 1] ?? 0;
    if (code === end) return true;
    isInScan ||= code === scan;
    const isSegment = !isInScan && code > 0 && code < 0xff;
    at += isSegment ? 2 + (readUint(bytes, at + 2, 2) || 0) : 1;
  }
  return false;
}
