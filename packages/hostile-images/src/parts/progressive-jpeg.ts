/** A progressive JPEG with as many scans as one likes, all of them right and full. @see ITU-T T.81, annex G */
import { jpegSegment } from "./jpeg.ts";

const app14 = 0xee;
const quantizers = 0xdb;
const progressiveFrame = 0xc2;
const huffmanTable = 0xc4;
const startOfScan = 0xda;

const components = [1, 2, 3, 4] as const;

type Scan = { of: readonly number[]; from: number; to: number; bits: number; data: Buffer };

/**
 * Four components without subsampling (CMYK), the most that a decoder can be given to hold. In every band of every block
 * stands a value, so that each scan goes over all of them; its bits are the same for each block, which makes it cheap to write.
 */
export function progressiveJpeg(width: number, height: number, scanCount: number): Buffer {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const scans = [...listDcScans(blocks), ...listAcScans(blocks, scanCount - 2)];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(app14, "Adobe\0\x64\0\0\0\0\0"),
    jpegSegment(quantizers, Buffer.from([0, ...Array<number>(64).fill(1)])),
    frame(width, height),
    // A code of one bit and a code of two, for DC: no difference, a difference; for AC: a value, the block's end.
    jpegSegment(huffmanTable, Buffer.from([0x00, 1, 1, ...Array<number>(14).fill(0), 0, 1])),
    jpegSegment(huffmanTable, Buffer.from([0x10, 1, 1, ...Array<number>(14).fill(0), 1, 0])),
    ...scans.flatMap((scan) => [scanHeader(scan), scan.data]),
    Buffer.from([0xff, 0xd9]),
  ]);
}

function frame(width: number, height: number): Buffer {
  const head = Buffer.from([8, 0, 0, 0, 0, components.length]);
  head.writeUInt16BE(height, 1);
  head.writeUInt16BE(width, 3);
  const each = components.flatMap((component) => [component, 0x11, 0]);
  return jpegSegment(progressiveFrame, Buffer.concat([head, Buffer.from(each)]));
}

function scanHeader({ of, from, to, bits }: Scan): Buffer {
  const each = of.flatMap((component) => [component, 0x00]);
  return jpegSegment(startOfScan, Buffer.from([of.length, ...each, from, to, bits]));
}

/** All components at once: their upper bits, then the lowest one. */
function listDcScans(blocks: number): Scan[] {
  const data = repeatBits("0".repeat(components.length), blocks);
  return [0x01, 0x10].map((bits) => ({ of: components, from: 0, to: 0, bits, data }));
}

/** One component each, in bands as wide as it takes to come to so many scans. */
function listAcScans(blocks: number, count: number): Scan[] {
  const data = repeatBits("0010", blocks);
  return components.flatMap((component, index) => {
    const bands = Math.floor((count + index) / components.length);
    return Array.from({ length: bands }, (_, band): Scan => {
      const edge = (at: number): number => Math.floor((63 * at) / bands);
      return { of: [component], from: edge(band) + 1, to: edge(band + 1), bits: 0, data };
    });
  });
}

/** @param bits of one block: they fit into a byte once or twice */
function repeatBits(bits: string, times: number): Buffer {
  const perByte = 8 / bits.length;
  return Buffer.alloc(Math.ceil(times / perByte), Number.parseInt(bits.repeat(perByte), 2));
}
