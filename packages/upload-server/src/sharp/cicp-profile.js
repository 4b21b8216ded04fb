// @ts-check
/** An ICC profile for what CICP numbers mean, since that is the one language of colours that libvips speaks. */
import { crc32, deflateSync } from "node:zlib";

/** @typedef {readonly [x: number, y: number, z: number]} Xyz */

/** The white of every profile. @type {Xyz} */
const d50 = [0.9642, 1, 0.8249];

/** XYZ of red, green and blue under D50 (Bradford), from the x and y of ITU-T H.273, table 2. */
/** @type {readonly [Xyz, Xyz, Xyz]} */
const bt709 = [
  [0.43604, 0.22248, 0.01392],
  [0.38511, 0.71691, 0.09707],
  [0.14305, 0.06061, 0.71391],
];

/** @type {typeof bt709} */
const bt2020 = [
  [0.67348, 0.27904, -0.00193],
  [0.16567, 0.67534, 0.02998],
  [0.12505, 0.04561, 0.79685],
];

/** @type {typeof bt709} */
const displayP3 = [
  [0.51512, 0.24119, -0.00105],
  [0.29198, 0.69224, 0.04188],
  [0.1571, 0.06657, 0.78407],
];

/** @type {Record<number, typeof bt709>} */
const primariesTable = { 1: bt709, 9: bt2020, 12: displayP3 };

/** @param {number} value */
const video = (value) => (value < 0.081 ? value / 4.5 : ((value + 0.099) / 1.099) ** (1 / 0.45));
/** @param {number} value */
const srgb = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** From stored value to light, both 0–1: ITU-T H.273, table 3. @type {Record<number, (value: number) => number>} */
const transferTable = {
  1: video,
  4: (value) => value ** 2.2,
  5: (value) => value ** 2.8,
  6: video,
  8: (value) => value,
  13: srgb,
  14: video,
  15: video,
  16: (value) => toStandardRange(perceptualQuantizer(value)),
  18: (value) => toStandardRange(hybridLogGamma(value)),
};

/** Curves that go with sRGB's own primaries in many a file whose pixels are plain sRGB: every viewer shows them so. */
const sameAsSrgb = [1, 6, 13, 14, 15];

/**
 * @param {import("./read-cicp.js").Cicp} cicp
 * @returns {boolean} false when nobody knows what one of the numbers means
 */
export function isKnown({ primaries, transfer }) {
  return primaries in primariesTable && transfer in transferTable;
}

/**
 * @param {import("./read-cicp.js").Cicp} cicp
 * @returns {Buffer | null} null when the pixels are sRGB; a number that nobody knows is taken for sRGB's
 */
export function profileOf({ primaries, transfer }) {
  const space = primariesTable[primaries] ?? bt709;
  const isCloseToSrgb = sameAsSrgb.includes(transfer) || !(transfer in transferTable);
  if (space === bt709 && isCloseToSrgb) return null;
  return writeProfile(space, transferTable[transfer] ?? srgb);
}

/** @param {Buffer} png that has no profile yet @param {Buffer} profile */
export function withProfile(png, profile) {
  const body = Buffer.concat([Buffer.from("iCCPcicp\0\0", "latin1"), deflateSync(profile)]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  // Behind the signature and IHDR, which take 33 bytes together.
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
}

/** @param {number} value @returns {number} light, 1 where a white page is: 203 cd/m² @see ITU-R BT.2100, table 4 */
function perceptualQuantizer(value) {
  const root = value ** (1 / 78.84375);
  const share = Math.max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root);
  return (10_000 / 203) * share ** (1 / 0.1593017578125);
}

/** @param {number} value @returns {number} light on a screen of 1000 cd/m², 1 where a white page is @see ITU-R BT.2100, table 5 */
function hybridLogGamma(value) {
  /** @param {number} signal */
  const scene = (signal) =>
    signal <= 0.5
      ? signal ** 2 / 3
      : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
  return (scene(value) / scene(0.75)) ** 1.2;
}

const kneeAt = 0.8;

/** Light brighter than paper has no place in sRGB: it is pressed into the last fifth instead of cut off. @param {number} light */
function toStandardRange(light) {
  if (light <= kneeAt) return light;
  return 1 - (1 - kneeAt) * Math.exp((kneeAt - light) / (1 - kneeAt));
}

/**
 * A display profile of version 2: three columns, one curve, the white point.
 * @param {readonly [Xyz, Xyz, Xyz]} primaries @param {(value: number) => number} toLight
 * @see ICC.1:2001-04, 6.3 and 6.5
 */
function writeProfile([red, green, blue], toLight) {
  const curve = writeCurve(toLight);
  const tags = /** @type {const} */ ([
    ["wtpt", writeXyz(d50)],
    ["rXYZ", writeXyz(red)],
    ["gXYZ", writeXyz(green)],
    ["bXYZ", writeXyz(blue)],
    ["rTRC", curve],
    ["gTRC", curve],
    ["bTRC", curve],
  ]);
  const head = Buffer.alloc(128 + 4 + tags.length * 12);
  head.writeUInt32BE(0x02400000, 8);
  head.write("mntrRGB XYZ ", 12, "latin1");
  head.write("acsp", 36, "latin1");
  head.set(writeXyz(d50).subarray(8), 68);
  head.writeUInt32BE(tags.length, 128);
  let at = head.length;
  for (const [index, [name, data]] of tags.entries()) {
    const entry = 132 + index * 12;
    head.write(name, entry, "latin1");
    head.writeUInt32BE(at, entry + 4);
    head.writeUInt32BE(data.length, entry + 8);
    at += data.length;
  }
  head.writeUInt32BE(at, 0);
  return Buffer.concat([head, ...tags.map(([, data]) => data)]);
}

/** @param {Xyz} xyz */
function writeXyz(xyz) {
  const data = Buffer.alloc(20);
  data.write("XYZ ", 0, "latin1");
  for (const [index, value] of xyz.entries())
    data.writeInt32BE(Math.round(value * 65_536), 8 + index * 4);
  return data;
}

/** @param {(value: number) => number} toLight */
function writeCurve(toLight) {
  const count = 4096;
  const data = Buffer.alloc(12 + count * 2);
  data.write("curv", 0, "latin1");
  data.writeUInt32BE(count, 8);
  for (let index = 0; index < count; index += 1)
    data.writeUInt16BE(Math.round(toLight(index / (count - 1)) * 65_535), 12 + index * 2);
  return data;
}
