/** Segments of a JPEG. @see ITU-T T.81, annex B */
import { bytesOf } from "./bytes.ts";

export const com = 0xfe;

/** @param kind the marker's second byte, e.g. 0xe1 for APP1 */
export function jpegSegment(kind: number, data: Buffer | string): Buffer {
  const body = bytesOf(data);
  const head = Buffer.from([0xff, kind, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Puts segments right behind the start of the image. */
export function insertJpegSegments(jpeg: Buffer, ...segments: Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** Where a marker stands; the pictures here are small enough that no pixel data looks like one before it. */
export function findMarker(jpeg: Buffer, kind: number): number {
  const at = jpeg.indexOf(Buffer.from([0xff, kind]));
  if (at === -1) throw new Error(`no marker ${kind.toString(16)}`);
  return at;
}

/** Overwrites the size that the frame tells. */
export function setJpegSize(jpeg: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(jpeg);
  const frame = findMarker(jpeg, 0xc0);
  changed.writeUInt16BE(height, frame + 5);
  changed.writeUInt16BE(width, frame + 7);
  return changed;
}

/** Repeats the last scan: a decoder goes over all its coefficients each time. */
export function repeatLastScan(jpeg: Buffer, times: number): Buffer {
  const scan = jpeg.subarray(jpeg.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
  const scans = Array.from({ length: times }, () => scan);
  return Buffer.concat([jpeg.subarray(0, -2), ...scans, jpeg.subarray(-2)]);
}
