import { describe, expect, test } from "vitest";
import { readExifOrientation } from "./exif-orientation.ts";

const orientations = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** A TIFF with a tag before the orientation, as cameras write it. */
function tiff(byteOrder: "II" | "MM", orientation: number, { type = 3, entryCount = 2 } = {}) {
  const view = new DataView(new ArrayBuffer(38));
  const isLittle = byteOrder === "II";
  view.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, isLittle);
  view.setUint32(4, 8, isLittle);
  view.setUint16(8, entryCount, isLittle);
  view.setUint16(10, 0x010f, isLittle);
  view.setUint16(22, 0x0112, isLittle);
  view.setUint16(24, type, isLittle);
  view.setUint32(26, 1, isLittle);
  view.setUint16(30, orientation, isLittle);
  return new Uint8Array(view.buffer);
}

describe.each(["II", "MM"] as const)("an EXIF block in byte order %s", (byteOrder) => {
  test.each(orientations)("says orientation %i", (orientation) => {
    expect(readExifOrientation(tiff(byteOrder, orientation))).toBe(orientation);
  });

  test("says the same behind the prefix of a JPEG segment", () => {
    const exif = Buffer.concat([Buffer.from("Exif\0\0"), tiff(byteOrder, 6)]);
    expect(readExifOrientation(exif)).toBe(6);
  });

  test.each([0, 9, 256, 65535])("has no orientation %i: upright", (orientation) => {
    expect(readExifOrientation(tiff(byteOrder, orientation))).toBe(1);
  });

  test("must give the orientation as a short", () => {
    expect(readExifOrientation(tiff(byteOrder, 6, { type: 4 }))).toBe(1);
  });

  test("may lie about the number of its entries", () => {
    expect(readExifOrientation(tiff(byteOrder, 6, { entryCount: 65535 }))).toBe(6);
    expect(readExifOrientation(tiff(byteOrder, 6, { entryCount: 1 }))).toBe(1);
  });

  test("is upright wherever it is cut off before the value", () => {
    const whole = tiff(byteOrder, 6);
    for (let length = 0; length < 32; length++) {
      expect(readExifOrientation(whole.subarray(0, length))).toBe(1);
    }
  });
});

test("a directory outside the block is no directory", () => {
  const exif = tiff("MM", 6);
  new DataView(exif.buffer).setUint32(4, 0xfffffff0);
  expect(readExifOrientation(exif)).toBe(1);
});

test("what is not TIFF is upright", () => {
  const exif = tiff("MM", 6);
  exif[3] = 43;
  expect(readExifOrientation(exif)).toBe(1);
  expect(readExifOrientation(Buffer.from("http://ns.adobe.com/xap/1.0/"))).toBe(1);
  expect(readExifOrientation(new Uint8Array(0))).toBe(1);
});
