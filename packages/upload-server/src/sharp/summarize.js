// @ts-check
/** What a page shows before the picture is there. */
import { rgbaToThumbHash } from "thumbhash";
import { openPixels } from "./encode.js";

/** The hash keeps seven waves a side: more pixels only cost time, and this process has no JIT. */
const sidePx = 32;

/** @param {import("./decode.js").Pixels} pixels @returns {Promise<{ placeholder: string, dominantColor: string }>} */
export async function summarize(pixels) {
  const { data, info } = await openPixels(pixels)
    .resize({ width: sidePx, height: sidePx, fit: "inside", withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const hash = Buffer.from(rgbaToThumbHash(info.width, info.height, data));
  return { placeholder: hash.toString("base64"), dominantColor: dominantColor(data) };
}

/**
 * The mean of the colours that fall into the fullest of 512 boxes, so it is one that the picture has.
 * @param {Uint8Array} rgba @returns {string} `#rrggbb`, white where there is nothing to see
 */
function dominantColor(rgba) {
  /** @type {Map<number, { count: number, sum: [number, number, number] }>} */
  const boxes = new Map();
  let fullest = { count: 1, sum: [255, 255, 255] };
  for (let at = 0; at < rgba.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + 4);
    if (alpha < 128) continue;
    const key = ((red >> 5) << 6) | ((green >> 5) << 3) | (blue >> 5);
    const box = boxes.get(key) ?? { count: 0, sum: [0, 0, 0] };
    boxes.set(key, box);
    box.count += 1;
    box.sum[0] += red;
    box.sum[1] += green;
    box.sum[2] += blue;
    if (box.count > fullest.count || boxes.size === 1) fullest = box;
  }
  const { sum, count } = fullest;
  return `#${Buffer.from(sum.map((channel) => Math.round(channel / count))).toString("hex")}`;
}
