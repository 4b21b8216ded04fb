// Header of a JPEG: the frame, the scans, the orientation.
import { readText, readUint } from "./bytes.ts";
import { readExifOrientation, type Orientation } from "./exif-orientation.ts";
import type { ImageFacts } from "./read-image-header.ts";

const sof0 = 0xc0;
const sof2 = 0xc2;
const eoi = 0xd9;
const sos = 0xda;
const dnl = 0xdc;
const app1 = 0xe1;
const maxSegments = 4096;

/**
 * Walks the segments of the first image up to its end marker, so thumbnails inside a segment and pictures appended after it do not count.
 * @param bytes a file that begins with FF D8
 * @returns null when a segment's length is wrong, the frame is neither baseline, extended nor progressive Huffman, a second frame
 * differs, the height is left to a DNL marker, a scan comes before the frame, or there are more than 4096 segments.
 * `width` and `height` are NaN when the file ends before the frame.
 * @see ITU-T T.81, annex B
 */
export function readJpeg(bytes: Uint8Array): ImageFacts | null {
  let width = NaN;
  let height = NaN;
  let scanCount = 0;
  let orientation: Orientation | undefined;
  let at = 2;

  for (let count = 0; count < maxSegments; count++) {
    at = findMarker(bytes, at);
    const marker = bytes[at] ?? eoi;
    const length = readUint(bytes, at + 1, 2);
    const end = at + 1 + length;
    if (marker === eoi || !(end <= bytes.length)) {
      return { width, height, isAnimated: false, scanCount, orientation: orientation ?? 1 };
    }
    if (length < 2) return null;
    const segment = bytes.subarray(at + 3, end);

    if (isFrame(marker)) {
      const frame = readFrame(marker, segment);
      const isContradiction = width > 0 && (frame?.width !== width || frame.height !== height);
      if (!frame || isContradiction) return null;
      ({ width, height } = frame);
    } else if (marker === sos) {
      if (!(width > 0) || segment.length !== 4 + 2 * readUint(segment, 0, 1)) return null;
      scanCount++;
    } else if (marker === dnl) {
      return null;
    } else if (marker === app1 && readText(segment, 0, 6) === "Exif\0\0") {
      orientation ??= readExifOrientation(segment);
    }
    at = end;
  }
  return null;
}

/** The codes C4 (Huffman tables), C8 (reserved) and CC (arithmetic conditioning) stand among the frames but are none. */
function isFrame(marker: number): boolean {
  return marker >= sof0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(marker: number, segment: Uint8Array): { width: number; height: number } | null {
  if (marker > sof2 || segment.length !== 6 + 3 * readUint(segment, 5, 1)) return null;
  const height = readUint(segment, 1, 2);
  const width = readUint(segment, 3, 2);
  return width > 0 && height > 0 ? { width, height } : null;
}

/**
 * Position of the code of the next marker that begins a segment or ends the image; the end of the file when there is none.
 * Passes over everything else as decoders do: entropy-coded data with its stuffing (FF 00) and restart markers (D0–D7), fill
 * bytes, and reserved codes below C0. Those have no length that could be believed: one would hide scans from the count.
 */
function findMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1] ?? 0;
    if (code < sof0 || code === 0xff) continue;
    if (code < 0xd0 || code >= eoi) return at + 1;
  }
  return bytes.length;
}
