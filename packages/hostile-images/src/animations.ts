/** Pictures that move, or say that they do: a viewer could show another frame than the one that was checked. */
import sharp from "sharp";
import { rowsOf, type HostileImage, type Verdict } from "./hostile-image.ts";
import { box, findBox } from "./parts/avif.ts";
import { insertPngChunks, pngChunk } from "./parts/png.ts";
import { appendWebpChunk, extendedHeader, webp, webpChunk } from "./parts/webp.ts";
import { photo } from "./pictures.ts";

const animated: Verdict = "IMAGE_ANIMATED";
const animationFlag = 0b10;

export function listAnimations(): HostileImage[] {
  return rowsOf("animation", [
    ["png", "image/png", animated, apng],
    ["png-of-a-million-frames", "image/png", animated, pngThatTellsFrames],
    ["webp", "image/webp", animated, () => animatedWebp(3)],
    ["webp-2000-frames", "image/webp", animated, () => animatedWebp(2000)],
    ["webp-by-flag-alone", "image/webp", animated, webpWithFlag],
    [
      "webp-without-flag",
      "image/webp",
      animated,
      async () => appendWebpChunk(await photo("image/webp"), webpChunk("ANIM", Buffer.alloc(6))),
    ],
    [
      "webp-frame-without-flag",
      "image/webp",
      animated,
      async () => appendWebpChunk(await photo("image/webp"), webpChunk("ANMF", Buffer.alloc(24))),
    ],
    ["avif-major-brand", "image/avif", animated, () => avifWithBrand(8)],
    ["avif-compatible-brand", "image/avif", animated, () => avifWithBrand(20)],
    [
      "avif-movie-box",
      "image/avif",
      animated,
      async () => Buffer.concat([await photo("image/avif"), box("moov", "")]),
    ],
  ]);
}

const frameCount = (count: number): Buffer => {
  const body = Buffer.alloc(8);
  body.writeUInt32BE(count);
  return pngChunk("acTL", body);
};

/** The second frame is the first picture again, under its own chunk. */
async function apng(): Promise<Buffer> {
  const still = await photo("image/png");
  const control = (sequence: number): Buffer => {
    const body = Buffer.alloc(26);
    body.writeUInt32BE(sequence, 0);
    body.writeUInt32BE(300, 4);
    body.writeUInt32BE(200, 8);
    body.writeUInt16BE(1, 20);
    body.writeUInt16BE(10, 22);
    return pngChunk("fcTL", body);
  };
  const dataAt = still.indexOf("IDAT") - 4;
  const data = still.subarray(dataAt + 8, dataAt + 8 + still.readUInt32BE(dataAt));
  const second = pngChunk("fdAT", Buffer.concat([Buffer.from([0, 0, 0, 2]), data]));
  const frames = [control(1), second];
  const whole = insertPngChunks(still, frameCount(2), control(0));
  return Buffer.concat([whole.subarray(0, -12), ...frames, whole.subarray(-12)]);
}

async function pngThatTellsFrames(): Promise<Buffer> {
  return insertPngChunks(await photo("image/png"), frameCount(1_000_000));
}

async function animatedWebp(count: number): Promise<Buffer> {
  const frames = Array.from({ length: count }, (_, index) => ({
    create: {
      width: 4,
      height: 4,
      channels: 3 as const,
      // Frames that look the same would be written as one.
      background: index % 2 === 0 ? "red" : "blue",
    },
  }));
  const pages = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()));
  return sharp(pages, { join: { animated: true } })
    .webp({ effort: 0 })
    .toBuffer();
}

async function webpWithFlag(): Promise<Buffer> {
  const still = await photo("image/webp");
  return webp(extendedHeader(animationFlag, 300, 200), still.subarray(12));
}

async function avifWithBrand(offset: number): Promise<Buffer> {
  const avif = await photo("image/avif");
  avif.write("avis", findBox(avif, "ftyp") + offset, "latin1");
  return avif;
}
