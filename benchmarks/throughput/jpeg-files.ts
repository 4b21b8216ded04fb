/** Photos on disk, as far as a reader of headers can tell: entropy-coded noise between a frame and an end marker, no two alike. */
import { createHash, randomFillSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

export type JpegFile = {
  path: string;
  /** base64 */
  sha256: string;
};

/** @param sizeBytes of each file */
export async function writeJpegs(
  folder: string,
  { count, sizeBytes }: { count: number; sizeBytes: number },
): Promise<JpegFile[]> {
  const files: JpegFile[] = [];
  for (let index = 0; index < count; index++) {
    const bytes = makeJpeg(sizeBytes);
    const path = join(folder, `photo-${String(index).padStart(4, "0")}.jpg`);
    await writeFile(path, bytes);
    files.push({ path, sha256: createHash("sha256").update(bytes).digest("base64") });
  }
  return files;
}

function makeJpeg(sizeBytes: number): Uint8Array {
  const scan = new Uint8Array(sizeBytes - head.length - end.length);
  randomFillSync(scan);
  // As an encoder stuffs it: FF in the data is never followed by what would read as a marker.
  for (let at = 0; at < scan.length; at++) if (scan[at - 1] === 0xff) scan[at] = 0;
  scan[scan.length - 1] = 0;
  return Buffer.concat([head, scan, end]);
}

const head = Buffer.from(
  [
    "ffd8",
    // Baseline frame, 8 bits, 1500 × 2000, three components.
    "ffc0 0011 08 05dc 07d0 03 012200 021101 031101",
    // One scan of all three.
    "ffda 000c 03 0100 0211 0311 00 3f 00",
  ]
    .join("")
    .replaceAll(" ", ""),
  "hex",
);

const end = Buffer.from("ffd9", "hex");
