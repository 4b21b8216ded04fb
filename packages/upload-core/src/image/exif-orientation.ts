// The one fact of EXIF that matters before decoding: how the stored pixels have to be turned.
import { readText, readUint, readUintLe } from "./bytes.ts";

const orientations = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** EXIF orientation: 1 upright, 3 half a turn, 6 a quarter turn clockwise, 8 counter-clockwise; 2, 4, 5, 7 mirrored. */
export type Orientation = (typeof orientations)[number];

const orientationTag = 0x0112;
const shortType = 3;

/**
 * Reads the orientation from an EXIF block.
 * @param exif a TIFF structure, with or without the `Exif\0\0` that JPEG puts before it
 * @returns 1 when there is none, or none that can be read
 * @see CIPA DC-008 (Exif 3.0), 4.5 and 4.6.5.1.6
 */
export function readExifOrientation(exif: Uint8Array): Orientation {
  const tiff = readText(exif, 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;
  const byteOrder = readText(tiff, 0, 2);
  if (byteOrder !== "II" && byteOrder !== "MM") return 1;
  const read = byteOrder === "II" ? readUintLe : readUint;
  if (read(tiff, 2, 2) !== 42) return 1;

  const ifd = read(tiff, 4, 4);
  // The count has two bytes: a lie costs at most 65,535 steps.
  const entryCount = read(tiff, ifd, 2);
  for (let i = 0; i < entryCount; i++) {
    const entry = ifd + 2 + i * 12;
    if (read(tiff, entry, 2) !== orientationTag) continue;
    return read(tiff, entry + 2, 2) === shortType ? toOrientation(read(tiff, entry + 8, 2)) : 1;
  }
  return 1;
}

function toOrientation(value: number): Orientation {
  return orientations[value - 1] ?? 1;
}
