import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { readImageHeader } from "./read-image-header.ts";

const damaged = { status: "damaged", type: "image/webp" };
const still = {
  status: "ok",
  type: "image/webp",
  width: 48,
  height: 32,
  isAnimated: false,
  scanCount: 1,
  orientation: 1,
};

function chunk(type: string, body: Uint8Array, length = body.length) {
  const header = Buffer.alloc(8);
  header.write(type, "latin1");
  header.writeUInt32LE(length, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}

function webp(chunks: Uint8Array[], riffSize?: number) {
  const body = Buffer.concat([Buffer.from("WEBP"), ...chunks]);
  return chunk("RIFF", body, riffSize ?? body.length);
}

function canvas(width: number, height: number, flags = 0) {
  const body = Buffer.alloc(10);
  body[0] = flags;
  body.writeUIntLE(width - 1, 4, 3);
  body.writeUIntLE(height - 1, 7, 3);
  return chunk("VP8X", body);
}

/** Ten bytes of frame header, with scaling bits set above the width, and `rest` of data. */
function lossy(width: number, height: number, { tag = 0x10, startCode = 0x2a019d, rest = 7 } = {}) {
  const body = Buffer.alloc(20);
  body[0] = tag;
  body.writeUIntLE(startCode, 3, 3);
  body.writeUInt16LE(width | 0x4000, 6);
  body.writeUInt16LE(height, 8);
  return chunk("VP8 ", body.subarray(0, 10 + rest));
}

function lossless(width: number, height: number, { signature = 0x2f, version = 0 } = {}) {
  const body = Buffer.alloc(12);
  body[0] = signature;
  body.writeUInt32LE((((version << 29) | ((height - 1) << 14) | (width - 1)) >>> 0) + 2 ** 28, 1);
  return chunk("VP8L", body);
}

const solid = (background = "#c0ffee80") =>
  sharp({ create: { width: 48, height: 32, channels: 4, background } });

describe("a WebP as sharp writes it", () => {
  test.each([
    ["lossy", "VP8 ", () => solid("#c0ffee").removeAlpha().webp()],
    ["lossy with alpha", "VP8X", () => solid().webp()],
    ["lossless", "VP8L", () => solid().webp({ lossless: true })],
  ])("%s, gives its size", async (_, firstChunk, encode) => {
    const bytes = await encode().toBuffer();
    expect(bytes.toString("latin1", 12, 16)).toBe(firstChunk);
    expect(readImageHeader(bytes)).toEqual(still);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("with orientation %i gives it", async (orientation) => {
    const bytes = await solid().withMetadata({ orientation }).webp().toBuffer();
    expect(readImageHeader(bytes)).toEqual({ ...still, orientation });
  });

  test("animated, says so", async () => {
    const frames = await Promise.all(["red", "blue"].map((name) => solid(name).png().toBuffer()));
    const bytes = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect(readImageHeader(bytes)).toEqual({ ...still, isAnimated: true });
  });
});

test("the largest sides are read", () => {
  expect(readImageHeader(webp([lossy(16383, 16383)]))).toMatchObject({ width: 16383 });
  expect(readImageHeader(webp([lossless(16384, 16384)]))).toMatchObject({ height: 16384 });
  expect(readImageHeader(webp([canvas(2 ** 24, 2 ** 24)]))).toMatchObject({
    width: 2 ** 24,
    height: 2 ** 24,
  });
});

test.each([
  ["the flag", webp([canvas(48, 32, 2), lossy(48, 32)])],
  ["an ANIM chunk without the flag", webp([canvas(48, 32), chunk("ANIM", Buffer.alloc(6))])],
  ["an ANMF chunk without the flag", webp([canvas(48, 32), chunk("ANMF", Buffer.alloc(16))])],
  ["an ANIM chunk behind a frame", webp([lossless(48, 32), chunk("ANIM", Buffer.alloc(6))])],
  [
    "two thousand frames",
    webp([canvas(48, 32), ...Array.from({ length: 2000 }, () => chunk("ANMF", lossy(48, 32)))]),
  ],
])("%s makes it an animation", (_, bytes) => {
  expect(readImageHeader(bytes)).toEqual({ ...still, isAnimated: true });
});

test("ANIM inside another chunk or behind the container's end is none", () => {
  const text = chunk("XMP ", chunk("ANIM", Buffer.alloc(6)));
  expect(readImageHeader(webp([canvas(48, 32), text, lossy(48, 32)]))).toEqual(still);
  const tail = chunk("ANIM", Buffer.alloc(6));
  expect(readImageHeader(Buffer.concat([webp([lossy(48, 32)]), tail]))).toEqual(still);
});

test("alpha and chunks of odd length do not hide the frame", () => {
  const odd = chunk("ICCP", Buffer.alloc(3));
  const alpha = chunk("ALPH", Buffer.alloc(5));
  expect(readImageHeader(webp([canvas(48, 32, 0x30), odd, alpha, lossy(48, 32)]))).toEqual(still);
  expect(readImageHeader(webp([canvas(48, 32, 0x30), odd, alpha, lossy(9, 9)]))).toEqual(damaged);
});

test.each([
  ["a lossy frame that is not as large as the canvas", webp([canvas(48, 32), lossy(16383, 32)])],
  ["a lossless frame that is not as large as the canvas", webp([canvas(48, 32), lossless(48, 9)])],
  ["a second frame of another size", webp([lossy(48, 32), lossless(49, 32)])],
  ["a canvas behind a frame", webp([lossy(48, 32), canvas(9000, 9000)])],
  ["a canvas chunk of 4 bytes", webp([chunk("VP8X", Buffer.alloc(4)), lossy(48, 32)])],
  ["a lossy frame of width 0", webp([lossy(0, 32)])],
  ["a lossy frame of height 0", webp([lossy(48, 0)])],
  ["a lossy frame that is no key frame", webp([lossy(48, 32, { tag: 0x11 })])],
  ["a lossy frame without its start code", webp([lossy(48, 32, { startCode: 0 })])],
  ["a lossy frame of 9 bytes", webp([lossy(48, 32, { rest: -1 })])],
  ["a lossless frame without its signature", webp([lossless(48, 32, { signature: 0x2e })])],
  ["a lossless frame of another version", webp([lossless(48, 32, { version: 1 })])],
  ["a lossless frame of 4 bytes", webp([chunk("VP8L", Buffer.of(0x2f, 47, 0, 0))])],
  ["a container of size 0", webp([lossy(48, 32)], 0)],
  ["a container of size 11", webp([lossy(48, 32)], 11)],
  ["a container that ends before its frame", webp([lossy(48, 32)], 12)],
  ["no chunk", webp([], 1000)],
  ["no frame", webp([chunk("EXIF", Buffer.alloc(8))])],
  [
    "thousands of chunks before the frame",
    webp([
      canvas(48, 32),
      ...Array.from({ length: 5000 }, () => chunk("JUNK", Buffer.alloc(0))),
      lossy(48, 32),
    ]),
  ],
])("a WebP with %s is damaged", (_, bytes) => {
  expect(readImageHeader(bytes)).toEqual(damaged);
});

test("a frame that is cut off leaves the canvas to go by", () => {
  const bytes = webp([canvas(48, 32), lossy(48, 32)]);
  expect(readImageHeader(bytes.subarray(0, bytes.length - 12))).toEqual(still);
});

test("a container or chunk that claims more than the file holds is a file cut off", () => {
  expect(readImageHeader(webp([lossy(48, 32)], 2 ** 32 - 1))).toEqual(still);
  const endless = chunk("ICCP", Buffer.alloc(4), 2 ** 32 - 1);
  expect(readImageHeader(webp([canvas(48, 32), endless, lossy(9, 9)]))).toEqual(still);
});
