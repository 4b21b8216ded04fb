import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { readImageHeader } from "./read-image-header.ts";

const damaged = { status: "damaged", type: "image/jpeg" };
const still = {
  status: "ok",
  type: "image/jpeg",
  width: 48,
  height: 32,
  isAnimated: false,
  scanCount: 1,
  orientation: 1,
};

const soi = Buffer.from([0xff, 0xd8]);
const eoi = Buffer.from([0xff, 0xd9]);

function segment(marker: number, body: number[] | Uint8Array = [], length = body.length + 2) {
  return Buffer.concat([
    Buffer.from([0xff, marker, length >> 8, length & 0xff]),
    Buffer.from(body),
  ]);
}

const frame = (width: number, height: number, marker = 0xc0) =>
  segment(marker, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]);
/** A scan of one component, with `data` as its entropy-coded bytes. */
const scan = (...data: number[]) =>
  Buffer.concat([segment(0xda, [1, 1, 0, 0, 63, 0]), Buffer.from(data)]);
const jpeg = (...parts: Uint8Array[]) => Buffer.concat([soi, ...parts]);
const scans = (count: number) => Buffer.concat(Array.from({ length: count }, () => scan(1, 2, 3)));

const exif = (orientation: number) =>
  segment(
    0xe1,
    Buffer.from(
      `Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0${String.fromCharCode(orientation)}\0\0`,
      "latin1",
    ),
  );

describe("a JPEG as sharp writes it", () => {
  /** The same in every run: chance would leave out an FF byte now and then. */
  const noise = () => {
    const pixels = new Uint8Array(48 * 32 * 3);
    let state = 1;
    for (let i = 0; i < pixels.length; i += 1) {
      state = (state * 48_271) % 2_147_483_647;
      pixels[i] = state & 0xff;
    }
    return sharp(pixels, { raw: { width: 48, height: 32, channels: 3 } });
  };

  test("gives its size, whatever FF bytes its pixels hold", async () => {
    const bytes = await noise().jpeg({ quality: 100 }).toBuffer();
    expect(bytes.includes(Buffer.from([0xff, 0x00]))).toBe(true);
    expect(readImageHeader(bytes)).toEqual(still);
  });

  test("progressive, gives the number of its scans", async () => {
    const bytes = await noise().jpeg({ progressive: true }).toBuffer();
    const header = readImageHeader(bytes);
    expect(header).toEqual({ ...still, scanCount: expect.any(Number) });
    // Three components: one scan for DC and some for AC each.
    expect(header).toMatchObject({ scanCount: 10 });
  });

  test.each([
    ["grey", () => noise().toColourspace("b-w").jpeg()],
    ["CMYK", () => noise().toColourspace("cmyk").jpeg()],
    ["optimised by mozjpeg", () => noise().jpeg({ mozjpeg: true })],
  ])("%s, gives its size", async (_, encode) => {
    expect(readImageHeader(await encode().toBuffer())).toMatchObject({ width: 48, height: 32 });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("with orientation %i gives it", async (orientation) => {
    const bytes = await noise().withMetadata({ orientation }).jpeg().toBuffer();
    expect(readImageHeader(bytes)).toEqual({ ...still, orientation });
  });
});

test.each([0xc0, 0xc1, 0xc2])("a frame with marker %i is read", (marker) => {
  expect(readImageHeader(jpeg(frame(48, 32, marker), scan(), eoi))).toEqual(still);
});

test.each([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])(
  "a lossless, hierarchical or arithmetic frame with marker %i is damaged",
  (marker) => {
    expect(readImageHeader(jpeg(frame(48, 32, marker), scan(), eoi))).toEqual(damaged);
  },
);

test("Huffman tables, reserved and arithmetic segments are no frames", () => {
  const others = [0xc4, 0xc8, 0xcc].map((marker) => segment(marker, [8, 0, 9, 0, 9, 1, 1, 1, 1]));
  expect(readImageHeader(jpeg(...others, frame(48, 32), scan(), eoi))).toEqual(still);
});

test("a thumbnail inside a segment is not taken for the picture", () => {
  const thumbnail = jpeg(frame(9, 9), scan(), scan(), eoi);
  const application = segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0"), thumbnail]));
  const comment = segment(0xfe, thumbnail);
  expect(readImageHeader(jpeg(application, frame(48, 32), comment, scan(), eoi))).toEqual(still);
});

test("pictures appended behind the end do not count", () => {
  const second = jpeg(frame(9, 9), scans(50), eoi);
  expect(readImageHeader(jpeg(frame(48, 32), scan(), eoi, second))).toEqual(still);
  // As if the end marker were a segment with a length that could be passed over.
  const tail = Buffer.concat([Buffer.from([0, 2]), scans(50)]);
  expect(readImageHeader(jpeg(frame(48, 32), scan(), eoi, tail))).toEqual(still);
});

describe("scans", () => {
  test.each([0, 1, 32, 33, 1000])("%i of them are counted", (count) => {
    expect(readImageHeader(jpeg(frame(48, 32, 0xc2), scans(count), eoi))).toEqual({
      ...still,
      scanCount: count,
    });
  });

  test("stuffed bytes, restart markers and fill bytes are passed over", () => {
    const data = [0xff, 0x00, 0xda, 0xff, 0xd0, 7, 0xff, 0xd7, 0xff, 0xff, 0x00, 0xff, 0x00];
    const fill = Buffer.from([0xff, 0xff, 0xff]);
    const bytes = jpeg(frame(48, 32, 0xc2), scan(...data), fill, scan(...data), eoi);
    expect(readImageHeader(bytes)).toEqual({ ...still, scanCount: 2 });
  });

  test("cannot hide behind a reserved marker or a restart marker that pretends to have a length", () => {
    for (const marker of [0x01, 0x02, 0xbf, 0xd3, 0xd8]) {
      const bytes = jpeg(frame(48, 32, 0xc2), scan(0xff, marker, 0x01, 0x80), scans(40), eoi);
      expect(readImageHeader(bytes)).toMatchObject({ scanCount: 41 });
    }
  });

  test("with a wrong length are damaged, for they could cover others", () => {
    const liar = segment(0xda, [1, 1, 0, 0, 63, 0], 2000);
    expect(readImageHeader(jpeg(frame(48, 32), liar, scans(400), eoi))).toEqual(damaged);
  });

  test("before the frame are damaged", () => {
    expect(readImageHeader(jpeg(scan(), frame(48, 32), eoi))).toEqual(damaged);
  });
});

test("a second frame of another size is damaged, wherever it stands", () => {
  expect(readImageHeader(jpeg(frame(48, 32), frame(48, 33), scan(), eoi))).toEqual(damaged);
  expect(readImageHeader(jpeg(frame(48, 32), scan(), frame(47, 32), scan(), eoi))).toEqual(damaged);
});

test("a frame that is repeated as it is does no harm", () => {
  expect(readImageHeader(jpeg(frame(48, 32), frame(48, 32), scan(), eoi))).toEqual(still);
});

test.each([
  ["a height of 0", jpeg(frame(48, 0), scan(), eoi)],
  ["a height that DNL gives later", jpeg(frame(48, 0), scan(), segment(0xdc, [0, 32]), eoi)],
  ["a height that DNL changes", jpeg(frame(48, 32), scan(), segment(0xdc, [255, 255]), eoi)],
  ["a width of 0", jpeg(frame(0, 32), scan(), eoi)],
  ["no frame", jpeg(segment(0xe0, [1, 2, 3]), eoi, frame(48, 32))],
  ["a segment of length 1", jpeg(segment(0xfe, [], 1), frame(48, 32), scan(), eoi)],
  [
    "a segment of length 0 between scans",
    jpeg(frame(48, 32), segment(0xfe, [], 0), scans(40), eoi),
  ],
  [
    "a segment that covers all the rest",
    jpeg(segment(0xfe, [], 65535), frame(48, 32), scan(), eoi),
  ],
  [
    "a frame whose length is not that of its components",
    jpeg(segment(0xc0, [8, 0, 32, 0, 48, 3, 1, 17, 0]), scan(), eoi),
  ],
  [
    "a hundred thousand segments",
    jpeg(frame(48, 32), ...Array.from({ length: 100_000 }, () => segment(0xfe)), scans(40), eoi),
  ],
])("a JPEG with %s is damaged", (_, bytes) => {
  expect(readImageHeader(bytes)).toEqual(damaged);
});

test("the first EXIF segment counts, XMP in the same kind of segment does not", () => {
  const xmp = segment(0xe1, Buffer.from("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"));
  expect(readImageHeader(jpeg(xmp, exif(6), exif(3), frame(48, 32), scan(), eoi))).toEqual({
    ...still,
    orientation: 6,
  });
});
