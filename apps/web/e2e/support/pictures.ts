/** Pictures made for the tests: a colour in each corner tells which way is up. */
import sharp, { type Color, type Sharp } from "sharp";

export const corners = {
  topLeft: { r: 220, g: 30, b: 30 },
  topRight: { r: 30, g: 160, b: 50 },
  bottomLeft: { r: 30, g: 60, b: 220 },
  bottomRight: { r: 235, g: 200, b: 20 },
};

/** In the metadata of each photo from a phone; long enough never to occur in pixels by chance. */
export const privateTraces = { model: "Picket test phone", place: "Picket test place" };

export type TestFile = { name: string; mimeType: string; buffer: Buffer };

type Size = { width: number; height: number };

const small: Size = { width: 320, height: 240 };
/** Some hundred kilobytes: several seconds of a slow connection. */
const large: Size = { width: 900, height: 1200 };

/** As a phone writes it: stored lying on its side, with the position where it was taken. */
export async function jpegFromPhone(name: string, upright = large): Promise<TestFile> {
  const standing = await draw(upright).png().toBuffer();
  const buffer = await sharp(standing)
    .rotate(270)
    .jpeg({ quality: 92 })
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Model: privateTraces.model },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "54/1 21/1 0/1",
        GPSMapDatum: privateTraces.place,
      },
    })
    .toBuffer();
  return { name, mimeType: "image/jpeg", buffer };
}

export async function png(name: string, size = small): Promise<TestFile> {
  return { name, mimeType: "image/png", buffer: await draw(size).png().toBuffer() };
}

export async function avif(name: string, size: Size): Promise<TestFile> {
  const buffer = await draw(size).avif({ effort: 2 }).toBuffer();
  return { name, mimeType: "image/avif", buffer };
}

export async function gif(name: string, size: Size): Promise<TestFile> {
  return { name, mimeType: "image/gif", buffer: await draw(size).gif({ effort: 1 }).toBuffer() };
}

/** A few bytes that say they are a picture of this size. */
export async function pngThatClaims(name: string, { width, height }: Size): Promise<TestFile> {
  const file = await png(name, { width: 40, height: 40 });
  // after the signature, the length of the first chunk and its name
  file.buffer.writeUInt32BE(width, 16);
  file.buffer.writeUInt32BE(height, 20);
  return file;
}

/** The header is whole, the picture is not: only decoding tells. */
export async function truncatedJpeg(name: string): Promise<TestFile> {
  const { buffer } = await jpegFromPhone(name, { width: 600, height: 800 });
  const half = buffer.subarray(0, Math.floor(buffer.length / 2));
  return { name, mimeType: "image/jpeg", buffer: half };
}

/** The first box of a HEIC file, which is all that anyone reads of it here. */
export function heic(name: string): TestFile {
  const buffer = Buffer.alloc(4096);
  buffer.writeUInt32BE(24, 0);
  buffer.write("ftypheic", 4, "latin1");
  buffer.write("mif1heic", 16, "latin1");
  return { name, mimeType: "image/heic", buffer };
}

/** Noise makes it as heavy as a photograph. */
function draw({ width, height }: Size): Sharp {
  const side = Math.floor(Math.min(width, height) / 4);
  const square = (background: Color) => ({
    create: { width: side, height: side, channels: 3 as const, background },
  });
  const right = width - side;
  const bottom = height - side;
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: { r: 128, g: 128, b: 128 },
      noise: { type: "gaussian", mean: 128, sigma: 40 },
    },
  }).composite([
    { input: square(corners.topLeft), left: 0, top: 0 },
    { input: square(corners.topRight), left: right, top: 0 },
    { input: square(corners.bottomLeft), left: 0, top: bottom },
    { input: square(corners.bottomRight), left: right, top: bottom },
  ]);
}
