// Header of a WebP: the canvas, the frame inside it, the animation flag.
import { readText, readUint, readUintLe } from "./bytes.ts";
import { readExifOrientation, type Orientation } from "./exif-orientation.ts";
import type { ImageFacts } from "./read-image-header.ts";

type Size = { width: number; height: number };

const firstChunk = 12;
const maxChunks = 1024;
const animationFlag = 0b10;

/**
 * Reads the chunks inside the RIFF container; what lies behind its stated end is not part of the picture.
 * @param bytes a file that begins with RIFF….WEBP
 * @returns null when canvas or frame cannot be, the frame differs from the canvas or from another frame, or there are more
 * than 1024 chunks. `width` and `height` are NaN when neither canvas nor frame was reached.
 * @see RFC 9649, 2 (container) and 3.4 (lossless); RFC 6386, 9.1 (lossy)
 */
export function readWebp(bytes: Uint8Array): ImageFacts | null {
  const riff = bytes.subarray(0, 8 + readUintLe(bytes, 4, 4));

  let size: Size = { width: NaN, height: NaN };
  let isAnimated = false;
  let orientation: Orientation | undefined;
  let at = firstChunk;
  for (let count = 0; count < maxChunks; count++) {
    const type = readText(riff, at, 4);
    const length = readUintLe(riff, at + 4, 4);
    const body = riff.subarray(at + 8, at + 8 + length);

    if (type === "VP8X") {
      if (at !== firstChunk || body.length < 10) return null;
      size = { width: readUintLe(body, 4, 3) + 1, height: readUintLe(body, 7, 3) + 1 };
      isAnimated = (readUint(body, 0, 1) & animationFlag) !== 0;
    } else if (type === "VP8 " || type === "VP8L") {
      const frame = type === "VP8L" ? readLosslessFrame(body) : readLossyFrame(body);
      // A frame that the file's end cuts off leaves the canvas to go by.
      if (!frame && body.length === length) return null;
      if (frame && size.width > 0 && !isSameSize(size, frame)) return null;
      size = frame ?? size;
    } else if (type === "EXIF") {
      orientation ??= readExifOrientation(body);
    }
    isAnimated ||= type === "ANIM" || type === "ANMF";

    // Chunks are padded to an even length.
    at += 8 + length + (length % 2);
    if (isAnimated || !(at < riff.length)) {
      return { ...size, isAnimated, scanCount: 1, orientation: orientation ?? 1 };
    }
  }
  return null;
}

/** A key frame: its tag, a start code, and 14 bits for each side; the two bits above are for scaling. */
function readLossyFrame(body: Uint8Array): Size | null {
  const isKeyFrame = (readUint(body, 0, 1) & 1) === 0;
  if (body.length < 10 || !isKeyFrame || readUint(body, 3, 3) !== 0x9d012a) return null;
  return { width: readUintLe(body, 6, 2) & 0x3fff, height: readUintLe(body, 8, 2) & 0x3fff };
}

/** A signature byte, 14 bits for each side less one, a bit for alpha, and three bits of version, which is 0. */
function readLosslessFrame(body: Uint8Array): Size | null {
  const bits = readUintLe(body, 1, 4);
  if (body.length < 5 || body[0] !== 0x2f || bits >>> 29 !== 0) return null;
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}
