// @ts-check
/** From foreign bytes to upright 8-bit sRGB pixels of the largest size that any variant needs. */
import sharp from "sharp";
import { isKnown, profileOf, withProfile } from "./cicp-profile.js";
import { largestSize } from "./fit.js";
import { readCicp } from "./read-cicp.js";

/**
 * @typedef {import("../image-processor.ts").RenderSpec} RenderSpec
 * @typedef {{ data: Uint8Array, info: { width: number, height: number, channels: 3 | 4 } }} Pixels 8-bit sRGB, upright
 */

const loaders = /** @type {const} */ ({
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
  "image/avif": "heif",
});

/** The chunk IEND. libvips stops at the last row, so a PNG that lost its end would pass. */
const pngEnd = Buffer.from("0000000049454e44ae426082", "hex");

/**
 * Reads every row, so a damaged file fails here, but holds no more than the largest variant.
 * @param {Uint8Array} bytes @param {RenderSpec} spec
 * @returns {Promise<{ pixels: Pixels, width: number, height: number }>} width and height of the whole upright picture
 */
export async function decode(bytes, spec) {
  const { type, maxPixels } = spec;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cicp = readCicp(file, type);
  const profile = cicp && profileOf(cicp);
  // A profile in the file is worth more than numbers that nobody knows.
  const ignoreIcc = profile !== null || (cicp !== null && isKnown(cicp));
  const input = sharp(file, {
    failOn: "warning",
    limitInputPixels: maxPixels,
    limitInputChannels: 5,
    unlimited: false,
    pages: 1,
    animated: false,
    sequentialRead: true,
    ignoreIcc,
  });
  const header = await input.metadata();
  if (header.format !== loaders[type]) throw new Error(`${header.format} instead of ${type}`);
  if (type === "image/png" && !file.includes(pngEnd)) throw new Error("PNG without its end");
  const { width, height } = header.autoOrient;
  const isDeep = header.depth === "ushort";
  // Not shrunk while loading: the picture's real size in pixels is what gets measured and scaled.
  input.autoOrient().resize({ ...largestSize({ width, height }, spec), fastShrinkOnLoad: false });
  const hasProfile = profile !== null || (header.icc !== undefined && !ignoreIcc);
  const upright = profile === null ? input : await tag(input, profile, isDeep);
  upright.toColourspace("srgb");
  // sharp turns 16-bit pixels with a profile into P3; this takes them the rest of the way.
  if (hasProfile && isDeep) upright.withIccProfile("srgb");
  const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
  return { pixels: /** @type {Pixels} */ ({ data, info }), width, height };
}

/**
 * libvips knows colours by ICC profile only, so pixels whose colours are told by numbers get one and are opened again.
 * @param {import("sharp").Sharp} input @param {Buffer} profile @param {boolean} isDeep
 */
async function tag(input, profile, isDeep) {
  const png = input.toColourspace(isDeep ? "rgb16" : "srgb").png({ compressionLevel: 0 });
  return sharp(withProfile(await png.toBuffer(), profile));
}
