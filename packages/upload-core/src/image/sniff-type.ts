// What the first bytes say a file is, whatever its name says.
import { readText, readUint } from "./bytes.ts";
import { readBrands } from "./iso-boxes.ts";
import type { SniffedType } from "./read-image-header.ts";

const heicBrands = ["heic", "heix", "hevc", "heim", "heis", "hevm", "hevs", "mif1", "msf1"];

/**
 * Tells the type of a file by its magic bytes; looks at the first 512 at most.
 * @returns null for an unknown or empty file. A type says nothing about the rest of the file: it may still be damaged.
 */
export function sniffImageType(bytes: Uint8Array): SniffedType | null {
  if (readUint(bytes, 0, 3) === 0xffd8ff) return "image/jpeg";

  const head = readText(bytes, 0, 12);
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("RIFF") && head.endsWith("WEBP")) return "image/webp";
  if (head.startsWith("ftyp", 4)) return sniffBrands(bytes);
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  if (head.startsWith("%PDF-")) return "application/pdf";
  if (/^(?:II[*+]\0|MM\0[*+])/.test(head)) return "image/tiff";
  if (head.startsWith("\xff\x0a") || head === "\0\0\0\x0cJXL \r\n\x87\n") return "image/jxl";
  // Two letters alone would make a bitmap of many a text, so the four reserved bytes must be zero too.
  if (head.startsWith("BM") && readUint(bytes, 6, 4) === 0) return "image/bmp";
  return isSvg(readText(bytes, 0, 512)) ? "image/svg+xml" : null;
}

function sniffBrands(bytes: Uint8Array): SniffedType | null {
  const brands = readBrands(bytes);
  // `mif1` alone is written by both families, so AVIF is asked first.
  if (brands.includes("avif") || brands.includes("avis")) return "image/avif";
  return brands.some((brand) => heicBrands.includes(brand)) ? "image/heic" : null;
}

/** HTML with a drawing inside is not meant: the text must begin as an SVG or XML document does. */
function isSvg(text: string): boolean {
  return (
    /^(?:\xef\xbb\xbf)?\s*<(?:svg|\?xml|!--|!doctype svg)/i.test(text) && /<svg[\s:>]/i.test(text)
  );
}
