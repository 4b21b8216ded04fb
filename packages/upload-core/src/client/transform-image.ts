/** Writes a picture anew: upright, within bounds, without metadata; wherever there is an OffscreenCanvas. */
import { fitWithin, type Size } from "./fit-within.ts";
import { createResampling } from "./resample.ts";

/** What becomes of a picture before it is sent. */
export type ImageTransform = {
  /** of the upright picture, in pixels; nothing is enlarged */
  maxWidth?: number | undefined;
  maxHeight?: number | undefined;
  /**
   * What it is written as, WebP when left out. JPEG where the browser cannot write WebP (Safari); what is transparent becomes WebP
   * or PNG whatever is asked for, because JPEG would turn it black.
   */
  type?: "image/webp" | "image/jpeg" | undefined;
  /** 0 … 1; 0.85 when left out */
  quality?: number | undefined;
};

/**
 * Colours become sRGB, as they do at the server.
 * @param file by its right type
 * @param types which ones the result may have
 * @returns null where the browser cannot decode, draw or write it
 */
export async function transformImage(
  file: Blob,
  { maxWidth, maxHeight, type = "image/webp", quality = 0.85 }: ImageTransform,
  types: readonly string[],
): Promise<Blob | null> {
  const canvases: OffscreenCanvas[] = [];
  let bitmap: ImageBitmap | undefined;
  try {
    const writable = await findWritable([type, "image/jpeg", "image/webp", "image/png"], canvases);
    bitmap = await decode(file);
    const { canvas, isOpaque } = draw(bitmap, fitWithin(bitmap, maxWidth, maxHeight), canvases);
    const chosen = writable.find(
      (candidate) => types.includes(candidate) && (isOpaque || candidate !== "image/jpeg"),
    );
    const written = chosen && (await canvas.convertToBlob({ type: chosen, quality }));
    // A WebP that would be too large for its format becomes a PNG.
    return written && written.type === chosen ? written : null;
  } catch {
    return null;
  } finally {
    // Until it is collected, what nobody uses any more would lie in memory beside the next picture.
    bitmap?.close();
    for (const canvas of canvases) canvas.width = 0;
  }
}

async function decode(file: Blob): Promise<ImageBitmap> {
  // Firefox makes a worker's bitmaps on the page's thread, 80 ms for 12 megapixels; its decoder gives the same pixels on its own.
  if (!("ImageDecoder" in globalThis) || !navigator.userAgent.includes("Firefox")) {
    return createImageBitmap(file, { imageOrientation: "from-image" });
  }
  const decoder = new ImageDecoder({ data: file.stream(), type: file.type });
  let image: VideoFrame | undefined;
  try {
    ({ image } = await decoder.decode());
    return await createImageBitmap(image);
  } finally {
    image?.close();
    decoder.close();
  }
}

async function findWritable(types: string[], canvases: OffscreenCanvas[]): Promise<string[]> {
  const { canvas } = createCanvas({ width: 1, height: 1 }, canvases);
  const blobs = await Promise.all(types.map((type) => canvas.convertToBlob({ type })));
  return types.filter((type, i) => blobs[i]?.type === type);
}

/** Band by band, so that beside the decoded picture no second one of its size lies in memory. */
function draw(
  bitmap: ImageBitmap,
  to: Size,
  canvases: OffscreenCanvas[],
): { canvas: OffscreenCanvas; isOpaque: boolean } {
  const { canvas, context } = createCanvas(to, canvases);
  const ratio = Math.min(bitmap.width / to.width, bitmap.height / to.height);
  // Of a much larger picture, each browser's canvas takes the mean of 2 × 2 pixels; the filter does the rest, in a quarter of the time.
  const step = ratio < 4 ? 1 : 2;
  const width = Math.floor(bitmap.width / step);
  const height = Math.floor(bitmap.height / step);
  const resampling = ratio > 1 ? createResampling({ width, height }, to) : null;
  const band = createCanvas({ width, height: bandHeight }, canvases);
  let isOpaque = true;
  for (let top = 0; top < height; top += bandHeight) {
    const rows = Math.min(bandHeight, height - top);
    const source = [0, top * step, width * step, rows * step] as const;
    band.context.clearRect(0, 0, width, rows);
    band.context.drawImage(bitmap, ...source, 0, 0, width, rows);
    const pixels = band.context.getImageData(0, 0, width, rows);
    isOpaque &&= hasNoHoles(pixels.data);
    if (resampling) resampling.add(pixels.data, top);
    else context.putImageData(pixels, 0, top);
  }
  if (resampling) context.putImageData(new ImageData(resampling.end(), to.width), 0, 0);
  return { canvas, isOpaque };
}

const bandHeight = 64;

/**
 * @param canvases takes it in, to be given back in the end
 * @throws Error where a canvas is larger than the device can have, or gives back noise as a guard against fingerprinting
 */
function createCanvas({ width, height }: Size, canvases: OffscreenCanvas[]) {
  const canvas = new OffscreenCanvas(width, height);
  canvases.push(canvas);
  // What is read often is kept where it can be read: in memory, away from the graphics card that the page needs.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  context.fillStyle = "rgb(50 100 150)";
  context.fillRect(width - 1, height - 1, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(width - 1, height - 1, 1, 1).data;
  // Some guards change the last digit only, which does no harm to a photo.
  const isTrue = Math.abs(red - 50) + Math.abs(green - 100) + Math.abs(blue - 150) < 9;
  if (!isTrue) throw new Error("not what was drawn");
  return { canvas, context };
}

function hasNoHoles(pixels: Uint8ClampedArray): boolean {
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 255) return false;
  return true;
}
