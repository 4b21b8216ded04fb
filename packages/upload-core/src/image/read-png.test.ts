import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { readImageHeader } from "./read-image-header.ts";

const damaged = { status: "damaged", type: "image/png" };
const still = {
  status: "ok",
  type: "image/png",
  width: 48,
  height: 32,
  isAnimated: false,
  scanCount: 1,
  orientation: 1,
};

function chunk(type: string, body: Uint8Array = new Uint8Array(0), length = body.length) {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(length);
  header.write(type, 4, "latin1");
  return Buffer.concat([header, body, Buffer.alloc(4)]);
}

function ihdr(width: number, height: number) {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body.set([8, 2], 8);
  return chunk("IHDR", body);
}

const png = (...chunks: Uint8Array[]) =>
  Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...chunks]);
const idat = chunk("IDAT", Buffer.alloc(20));
const acTL = chunk("acTL", Buffer.alloc(8));

describe("a PNG as sharp writes it", () => {
  const solid = () =>
    sharp({ create: { width: 48, height: 32, channels: 4, background: "#c0ffee80" } });

  test.each([
    ["plain", () => solid().png()],
    ["interlaced", () => solid().png({ progressive: true })],
    ["with a palette", () => solid().png({ palette: true })],
    ["with 16 bits", () => solid().toColourspace("rgb16").png()],
  ])("%s, gives its size", async (_, encode) => {
    expect(readImageHeader(await encode().toBuffer())).toEqual(still);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("with orientation %i gives it", async (orientation) => {
    const bytes = await solid().withMetadata({ orientation }).png().toBuffer();
    expect(readImageHeader(bytes)).toEqual({ ...still, orientation });
  });
});

test("a side may be 2^31 - 1, whatever the file holds", () => {
  const side = 2 ** 31 - 1;
  expect(readImageHeader(png(ihdr(side, 1), idat))).toMatchObject({ width: side, height: 1 });
  expect(readImageHeader(png(ihdr(1, side)))).toMatchObject({ width: 1, height: side });
});

test.each([
  ["a width of 0", png(ihdr(0, 32), idat)],
  ["a height of 0", png(ihdr(48, 0), idat)],
  ["a width of 2^31", png(ihdr(2 ** 31, 32), idat)],
  ["a height of 2^32 - 1", png(ihdr(48, 2 ** 32 - 1), idat)],
  ["another chunk before IHDR", png(chunk("CgBI", Buffer.alloc(4)), ihdr(48, 32), idat)],
  ["an IHDR of 12 bytes", png(chunk("IHDR", Buffer.alloc(12, 1)), idat)],
  ["an IHDR of 14 bytes", png(chunk("IHDR", Buffer.alloc(14, 1)), idat)],
  ["nothing but the signature", png()],
])("a PNG with %s is damaged", (_, bytes) => {
  expect(readImageHeader(bytes)).toEqual(damaged);
});

test("acTL before the pixels makes it an animation, wherever it stands and whatever its length says", () => {
  const text = chunk("tEXt", Buffer.from("Comment\0acTL"));
  expect(readImageHeader(png(ihdr(48, 32), acTL, idat))).toEqual({ ...still, isAnimated: true });
  expect(readImageHeader(png(ihdr(48, 32), text, text, acTL, idat))).toMatchObject({
    isAnimated: true,
  });
  expect(
    readImageHeader(png(ihdr(48, 32), chunk("acTL", new Uint8Array(0), 2 ** 32 - 1), idat)),
  ).toMatchObject({ isAnimated: true });
});

test("acTL inside a text, behind the pixels or behind the end is none", () => {
  const text = chunk("tEXt", Buffer.concat([Buffer.from("Comment\0"), acTL]));
  expect(readImageHeader(png(ihdr(48, 32), text, idat))).toEqual(still);
  expect(readImageHeader(png(ihdr(48, 32), idat, acTL))).toEqual(still);
  expect(readImageHeader(png(ihdr(48, 32), chunk("IEND"), acTL))).toEqual(still);
});

test("a chunk that claims more than the file holds ends the header", () => {
  const liar = chunk("iCCP", Buffer.alloc(4), 2 ** 32 - 1);
  expect(readImageHeader(png(ihdr(48, 32), liar))).toEqual(still);
});

test("a hundred thousand chunks before the pixels are refused, behind them they do not matter", () => {
  const many = Buffer.concat(Array.from({ length: 100_000 }, () => chunk("tEXt")));
  expect(readImageHeader(png(ihdr(48, 32), many, acTL, idat))).toEqual(damaged);
  expect(readImageHeader(png(ihdr(48, 32), idat, many))).toEqual(still);
});
