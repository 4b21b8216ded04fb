// @ts-check
/**
 * Decodes what nobody trusts, one image at a time, in a process that may be killed at any moment.
 * Plain JavaScript, so that Node runs this very file from the sources and from `dist`.
 */
import { memoryUsage } from "node:process";
import sharp from "sharp";
import { rgbaToThumbHash } from "thumbhash";

/**
 * @typedef {import("../image-processor.ts").RenderSpec} RenderSpec
 * @typedef {import("../image-processor.ts").RenderedVariant} RenderedVariant
 * @typedef {import("./decode-answer.ts").DecodeAnswer} DecodeAnswer
 * @typedef {import("./decode-answer.ts").DecodeJob} DecodeJob
 * @typedef {{ data: Uint8Array, info: { width: number, height: number, channels: 3 | 4 } }} Pixels 8-bit sRGB, upright
 */

// Process-wide, and the reason why none of this is imported by the server itself.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpegBuffer",
    "VipsForeignLoadPngBuffer",
    "VipsForeignLoadWebpBuffer",
    "VipsForeignLoadHeifBuffer",
  ],
});
sharp.cache(false);
sharp.concurrency(1);

const loaders = /** @type {const} */ ({
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
  "image/avif": "heif",
});

/** The chunk IEND. libvips stops at the last row, so a PNG that lost its end would pass. */
const pngEnd = Buffer.from("0000000049454e44ae426082", "hex");

// process.exit() would wait for libvips to finish the image at hand.
const die = () => process.kill(process.pid, "SIGKILL");
process.on("disconnect", die);

// Ctrl-C reaches every process of the terminal. The server finishes what runs, so this one waits for it.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});

const memoryLimitBytes = Number(process.argv[2]);

// A rejection ends the process, which is what the server waits for as well.
process.on("message", (/** @type {DecodeJob} */ job) => void work(job));

/** @param {DecodeJob} job */
async function work(job) {
  // Where the system limits no address space, this is the only brake on memory.
  const watch = setInterval(() => memoryUsage.rss() > memoryLimitBytes && die(), 50);
  const result = await answer(job);
  clearInterval(watch);
  process.send?.(result);
}

/** @param {DecodeJob} job @returns {Promise<DecodeAnswer>} */
async function answer({ bytes, spec }) {
  /** @type {"unreadable" | "failed"} what an error means, by where it happens */
  let status = "unreadable";
  try {
    const { pixels, width, height } = await decode(bytes, spec);
    status = "failed";
    const variants = await encode(pixels, spec);
    const image = { width, height, placeholder: await placeholder(pixels), variants };
    return { status: "rendered", image, rssBytes: memoryUsage.rss() };
  } catch (error) {
    return { status, reason: String(error), rssBytes: memoryUsage.rss() };
  }
}

/**
 * Reads every row, so a damaged file fails here, but holds no more than the largest variant.
 * @param {Uint8Array} bytes @param {RenderSpec} spec
 */
async function decode(bytes, { type, maxPixels, widths }) {
  const input = sharp(bytes, {
    failOn: "warning",
    limitInputPixels: maxPixels,
    limitInputChannels: 5,
    unlimited: false,
    pages: 1,
    animated: false,
    sequentialRead: true,
  });
  const header = await input.metadata();
  if (header.format !== loaders[type]) throw new Error(`${header.format} instead of ${type}`);
  if (
    type === "image/png" &&
    !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(pngEnd)
  )
    throw new Error("PNG without its end");
  const { width, height } = header.autoOrient;
  input.autoOrient().toColourspace("srgb");
  // sharp turns 16-bit pixels with a profile into P3; this takes them the rest of the way.
  if (header.icc && header.depth === "ushort") input.withIccProfile("srgb");
  // Not shrunk while loading: the picture's real size in pixels is what gets measured and scaled.
  input.resize({ width: Math.min(width, Math.max(...widths)), fastShrinkOnLoad: false });
  const { data, info } = await input.raw().toBuffer({ resolveWithObject: true });
  return { pixels: /** @type {Pixels} */ ({ data, info }), width, height };
}

/** @param {Pixels} pixels @param {RenderSpec} spec */
async function encode(pixels, { widths, webpQuality, jpegQuality }) {
  const largest = pixels.info.width;
  const each = [...new Set(widths.map((width) => Math.min(width, largest)))].sort((a, b) => a - b);
  /** @type {RenderedVariant[]} */
  const variants = [];
  for (const width of each) {
    const webp = open(pixels).resize({ width }).webp({ quality: webpQuality });
    variants.push(await finish(webp, "image/webp"));
  }
  const onWhite = open(pixels).flatten({ background: "white" });
  const jpeg = onWhite.jpeg({ quality: jpegQuality, progressive: true });
  return [...variants, await finish(jpeg, "image/jpeg")];
}

/** @param {import("sharp").Sharp} output @param {RenderedVariant["type"]} type @returns {Promise<RenderedVariant>} */
async function finish(output, type) {
  const { data, info } = await output.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, type, bytes: data };
}

/** @param {Pixels} pixels */
async function placeholder(pixels) {
  const { data, info } = await open(pixels)
    .resize({ width: 100, height: 100, fit: "inside", withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString("base64");
}

/** @param {Pixels} pixels */
function open({ data, info: { width, height, channels } }) {
  return sharp(data, { raw: { width, height, channels } });
}
