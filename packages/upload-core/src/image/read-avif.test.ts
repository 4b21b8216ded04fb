import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { readImageHeader } from "./read-image-header.ts";

const damaged = { status: "damaged", type: "image/avif" };
const still = {
  status: "ok",
  type: "image/avif",
  width: 48,
  height: 32,
  isAnimated: false,
  scanCount: 1,
  orientation: 1,
};

const u8 = (...values: number[]) => Buffer.from(values);
const u16 = (value: number) => u8(value >> 8, value & 255);
const u32 = (value: number) =>
  u8(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);

function box(type: string, parts: Uint8Array[] = [], size?: number) {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(size ?? body.length + 8), Buffer.from(type, "latin1"), body]);
}

/** The same with the size in 64 bits. */
function largeBox(type: string, parts: Uint8Array[], size?: bigint) {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4, "latin1");
  header.writeBigUInt64BE(size ?? BigInt(body.length + 16), 8);
  return Buffer.concat([header, body]);
}

const noFlags = u32(0);
const ftyp = (...brands: string[]) =>
  box("ftyp", [Buffer.from(`${brands[0]}\0\0\0\0${brands.join("")}`, "latin1")]);
const ispe = (width: number, height: number) => box("ispe", [noFlags, u32(width), u32(height)]);
const irot = (angle: number) => box("irot", [u8(angle)]);
const imir = (axis: number) => box("imir", [u8(axis)]);
const pitm = (id: number) => box("pitm", [noFlags, u16(id)]);
const ipco = (...properties: Uint8Array[]) => box("ipco", properties);
/** Associations by item: the numbers of its properties in `ipco`, from 1. */
const ipma = (items: Record<number, number[]>) =>
  box("ipma", [
    noFlags,
    u32(Object.keys(items).length),
    ...Object.entries(items).flatMap(([id, indexes]) => [
      u16(Number(id)),
      u8(indexes.length, ...indexes),
    ]),
  ]);
const iprp = (...boxes: Uint8Array[]) => box("iprp", boxes);
const meta = (...boxes: Uint8Array[]) => box("meta", [noFlags, ...boxes]);
const mdat = box("mdat", [Buffer.alloc(32)]);
const avif = (...boxes: Uint8Array[]) =>
  Buffer.concat([ftyp("avif", "mif1", "miaf"), ...boxes, mdat]);
const withProperties = (...properties: Uint8Array[]) =>
  avif(meta(pitm(1), iprp(ipco(...properties), ipma({ 1: properties.map((_, i) => i + 1) }))));

const plain = meta(pitm(1), iprp(ipco(ispe(48, 32)), ipma({ 1: [1] })));

describe("an AVIF as sharp writes it", () => {
  const solid = (background = "#c0ffee") =>
    sharp({ create: { width: 48, height: 32, channels: 4, background } });

  test.each([
    ["lossy", () => solid().removeAlpha().avif()],
    ["with alpha", () => solid("#c0ffee80").avif()],
    ["lossless", () => solid().avif({ lossless: true })],
    ["with a profile", () => solid().withIccProfile("p3").avif()],
  ])("%s, gives its size", async (_, encode) => {
    expect(readImageHeader(await encode().toBuffer())).toEqual(still);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("with orientation %i gives it", async (orientation) => {
    const bytes = await solid().withMetadata({ orientation }).avif().toBuffer();
    expect(readImageHeader(bytes)).toEqual({ ...still, orientation });
  });
});

test("the size is that of the primary item, not of a tile, a thumbnail or the alpha plane", () => {
  const properties = ipco(ispe(9, 9), irot(1), ispe(48, 32), ispe(99, 99));
  const associations = ipma({ 1: [1, 2], 7: [3], 8: [4] });
  expect(readImageHeader(avif(meta(pitm(7), iprp(properties, associations))))).toEqual(still);
});

test("the order of the boxes and other boxes between them do not matter", () => {
  const free = box("free", [Buffer.from("<script>alert(1)</script>")]);
  const bytes = avif(free, meta(free, iprp(ipma({ 1: [2] }), ipco(free, ispe(48, 32))), pitm(1)));
  expect(readImageHeader(bytes)).toEqual(still);
});

test("wide item ids and wide property numbers are read", () => {
  const widePitm = box("pitm", [u8(1, 0, 0, 0), u32(70_000)]);
  const others = [u32(1), u8(2), u16(0x8001), u16(1)];
  const wideIpma = box("ipma", [
    u8(1, 0, 0, 1),
    u32(2),
    ...others,
    u32(70_000),
    u8(1),
    u16(0x8081),
  ]);
  const fillers = Array.from({ length: 128 }, () => ispe(9, 9));
  const bytes = avif(meta(widePitm, iprp(ipco(...fillers, ispe(48, 32)), wideIpma)));
  expect(readImageHeader(bytes)).toEqual(still);
});

test("essential properties are numbered like the others", () => {
  const bytes = avif(meta(pitm(1), iprp(ipco(ispe(48, 32), irot(3)), ipma({ 1: [0x81, 0x82] }))));
  expect(readImageHeader(bytes)).toEqual({ ...still, orientation: 6 });
});

test("sizes may be given in 64 bits, and the last box may leave its open", () => {
  const large = largeBox("meta", [noFlags, pitm(1), iprp(ipco(ispe(48, 32)), ipma({ 1: [1] }))]);
  expect(readImageHeader(avif(large))).toEqual(still);
  const open = box("meta", [plain.subarray(8)], 0);
  expect(readImageHeader(Buffer.concat([ftyp("avif"), open]))).toEqual(still);
});

describe("turning", () => {
  test.each([
    [[0], 1],
    [[1], 8],
    [[2], 3],
    [[3], 6],
    [[255], 6],
  ])("irot %j is orientation %i", ([angle = 0], orientation) => {
    expect(readImageHeader(withProperties(ispe(48, 32), irot(angle)))).toMatchObject({
      orientation,
    });
  });

  test.each([
    [0, 1, 2],
    [0, 0, 4],
    [1, 0, 5],
    [1, 1, 7],
    [2, 0, 2],
    [2, 1, 4],
    [3, 0, 7],
    [3, 1, 5],
  ])("irot %i, then imir %i is orientation %i", (angle, axis, orientation) => {
    const bytes = withProperties(ispe(48, 32), irot(angle), imir(axis));
    expect(readImageHeader(bytes)).toMatchObject({ orientation });
  });

  test("imir before irot turns the mirrored picture", () => {
    expect(readImageHeader(withProperties(ispe(48, 32), imir(1), irot(1)))).toMatchObject({
      orientation: 5,
    });
  });
});

describe("an animation", () => {
  test.each([
    ["the major brand avis", Buffer.concat([ftyp("avis", "avif"), plain, mdat])],
    ["the compatible brand avis", Buffer.concat([ftyp("avif", "mif1", "avis"), plain, mdat])],
    ["a moov box", avif(plain, box("moov"))],
    ["a moov box before the meta box", avif(box("moov", [Buffer.alloc(9)]), plain)],
  ])("is told by %s", (_, bytes) => {
    expect(readImageHeader(bytes)).toEqual({ ...still, isAnimated: true });
  });

  test("is not told by a moov inside another box", () => {
    expect(readImageHeader(avif(plain, box("free", [box("moov")])))).toEqual(still);
  });
});

test.each([
  ["a width of 0", withProperties(ispe(0, 32))],
  ["a height of 0", withProperties(ispe(48, 0))],
  ["two sizes for one item", withProperties(ispe(48, 32), ispe(12_000, 12_000))],
  ["no size", withProperties(irot(1))],
  ["an ispe that ends before the height", withProperties(box("ispe", [noFlags, u32(48)]))],
  ["no meta box", avif()],
  ["two meta boxes", avif(plain, plain)],
  ["no primary item", avif(meta(iprp(ipco(ispe(48, 32)), ipma({ 1: [1] }))))],
  ["two primary items", avif(meta(pitm(1), pitm(1), iprp(ipco(ispe(48, 32)), ipma({ 1: [1] }))))],
  [
    "a primary item without properties",
    avif(meta(pitm(2), iprp(ipco(ispe(48, 32)), ipma({ 1: [1] })))),
  ],
  ["a property that is not there", avif(meta(pitm(1), iprp(ipco(ispe(48, 32)), ipma({ 1: [2] }))))],
  ["property 0", avif(meta(pitm(1), iprp(ipco(ispe(48, 32)), ipma({ 1: [0] }))))],
  ["no associations", avif(meta(pitm(1), iprp(ipco(ispe(48, 32)))))],
  [
    "four thousand million associations",
    avif(
      meta(
        pitm(1),
        iprp(ipco(ispe(48, 32)), box("ipma", [noFlags, u32(2 ** 32 - 1), u16(1), u8(1, 1)])),
      ),
    ),
  ],
  ["a box of size 7", avif(box("free", [], 7), plain)],
  ["a box of size 15 in 64 bits", avif(largeBox("free", [], 15n), plain)],
  ["a box that covers the rest", avif(box("free", [], 2 ** 32 - 1), plain)],
  ["a box that covers the rest in 64 bits", avif(largeBox("free", [], 2n ** 64n - 1n), plain)],
  ["a box without end before its header", avif(box("mdat", [], 0), plain)],
  ["thousands of boxes", avif(...Array.from({ length: 5000 }, () => box("free")), plain)],
  [
    "thousands of properties",
    withProperties(...Array.from({ length: 5000 }, () => box("free")), ispe(48, 32)),
  ],
  [
    "an ftyp box that covers the rest",
    Buffer.concat([box("ftyp", [Buffer.from("avif\0\0\0\0")], 200), plain]),
  ],
])("an AVIF with %s is damaged", (_, bytes) => {
  expect(readImageHeader(bytes)).toEqual(damaged);
});

test("boxes nested a thousand deep are not followed", () => {
  let nested = plain;
  for (let depth = 0; depth < 1000; depth++) nested = meta(nested);
  expect(readImageHeader(avif(nested))).toEqual(damaged);
});
