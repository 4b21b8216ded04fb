// Boxes of the ISO base media file format, the container of AVIF and HEIC.
import { readText, readUint } from "./bytes.ts";

/** `body` is a view of what follows the box's header, cut at the end of what encloses it. */
export type Box = { type: string; body: Uint8Array };

const maxBoxes = 1024;
const maxBrands = 64;

/**
 * Lists the boxes that lie side by side in `bytes`.
 * @returns null when a size cannot be, or there are more than 1024. A last box that claims more than is there is cut: a truncated file has one.
 * @see ISO/IEC 14496-12, 4.2
 */
export function listBoxes(bytes: Uint8Array): Box[] | null {
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= bytes.length) {
    if (boxes.length === maxBoxes) return null;
    const size = readBoxSize(bytes, at);
    if (size.total < size.header) return null;
    const type = readText(bytes, at + 4, 4);
    boxes.push({ type, body: bytes.subarray(at + size.header, at + size.total) });
    at += size.total;
  }
  return boxes;
}

/** The brands of the `ftyp` box that the file begins with, major brand first; none when it is not one or lists more than 64. */
export function readBrands(bytes: Uint8Array): string[] {
  const { header, total } = readBoxSize(bytes, 0);
  const body = bytes.subarray(header, Math.max(header, total));
  if (readText(bytes, 4, 4) !== "ftyp" || body.length > 4 + maxBrands * 4) return [];
  const brands = [readText(body, 0, 4)];
  // Bytes 4 to 7 are the minor version, not a brand.
  for (let at = 8; at < body.length; at += 4) brands.push(readText(body, at, 4));
  return brands;
}

/** Sizes in bytes: 0 in the file means "to the end", 1 that the real size follows in 64 bits. */
function readBoxSize(bytes: Uint8Array, at: number): { header: number; total: number } {
  const total = readUint(bytes, at, 4);
  if (total === 0) return { header: 8, total: bytes.length - at };
  return total === 1 ? { header: 16, total: readUint(bytes, at + 8, 8) } : { header: 8, total };
}
