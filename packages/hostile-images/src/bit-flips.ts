/** Files with a few bits turned over at random places. */
import { rowsOf, type HostileImage, type Row, type Verdict } from "./hostile-image.ts";
import { imageTypes, photo } from "./pictures.ts";

const filesPerType = 40;

/** A flipped bit may hit a pixel, a length, the type or nothing at all. */
const anyVerdict: readonly Verdict[] = [
  "published",
  "IMAGE_UNREADABLE",
  "IMAGE_DIMENSIONS",
  "IMAGE_ANIMATED",
  "FILE_TYPE_NOT_ALLOWED",
];

/** @param seed 32 bits; part of each row's name, so that a failure can be had again */
export function listBitFlips(seed: number): HostileImage[] {
  return rowsOf(
    "bit-flip",
    imageTypes.flatMap((type) =>
      Array.from({ length: filesPerType }, (_, index): Row => [
        `${type.slice(6)}-${index}-seed-${seed}`,
        type,
        anyVerdict,
        async () => flip(await photo(type), createRandom(seed + index)),
      ]),
    ),
  );
}

/** Half of the files are hit in their first 200 bytes, where the structure is. */
function flip(file: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(file);
  const range = random() < 0.5 ? Math.min(200, bytes.length) : bytes.length;
  const count = 1 + Math.floor(random() * 8);
  for (let hit = 0; hit < count; hit += 1) {
    const at = Math.floor(random() * range);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
  }
  return bytes;
}

/** Mulberry32: small, and the same everywhere. @returns numbers from 0 to below 1 */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
