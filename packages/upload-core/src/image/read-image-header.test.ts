import * as fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import type { ImageType } from "../image-types.ts";
import { readImageHeader, type ImageHeader } from "./read-image-header.ts";

const seed = Math.trunc(Math.random() * 2 ** 31);
process.stdout.write(`read-image-header: random files from seed ${seed}\n`);

const types = ["image/jpeg", "image/png", "image/webp", "image/avif"] as const;
/** How many bytes each type needs to be told at all. */
const signatureBytes: Record<ImageType, number> = {
  "image/jpeg": 3,
  "image/png": 8,
  "image/webp": 12,
  "image/avif": 12,
};

/** Bytes that mean something as a length or a marker. */
const telling = [[0], [0, 0, 0, 0], [0, 0, 0, 1], [255, 255, 255, 255], [255, 218], [255, 192]].map(
  (bytes) => Uint8Array.from(bytes),
);

const files = new Map<ImageType, Uint8Array>();
const fileOf = (type: ImageType) => files.get(type)!;

beforeAll(async () => {
  const picture = sharp({
    create: { width: 48, height: 32, channels: 4, background: "#c0ffee80" },
  }).withMetadata({ orientation: 6 });
  files.set("image/jpeg", await picture.clone().jpeg({ progressive: true }).toBuffer());
  files.set("image/png", await picture.clone().png().toBuffer());
  files.set("image/webp", await picture.clone().webp().toBuffer());
  files.set("image/avif", await picture.clone().avif().toBuffer());
});

describe.each(types)("a file of type %s", (type) => {
  test("is read", () => {
    expect(readImageHeader(fileOf(type))).toMatchObject({
      status: "ok",
      type,
      width: 48,
      height: 32,
      isAnimated: false,
      orientation: 6,
    });
  });

  test("is read from the middle of a larger buffer, and not beyond its end", () => {
    const file = fileOf(type);
    const larger = Buffer.concat([Buffer.alloc(5, 0xff), file, Buffer.alloc(9, 0xff)]);
    const view = new Uint8Array(larger.buffer, larger.byteOffset + 5, file.length);
    expect(readImageHeader(view)).toEqual(readImageHeader(file));
  });

  test("cut off anywhere, gives the right size or is damaged", () => {
    const file = fileOf(type);
    const answers = new Set<string>();
    for (let length = 0; length < file.length; length++) {
      // A copy, so that nothing beyond the cut can be read.
      const header = readImageHeader(file.slice(0, length));
      const size = header.status === "ok" ? ` ${header.width}x${header.height}` : "";
      const isTold = length >= signatureBytes[type];
      answers.add(`${isTold ? "told" : "untold"}: ${header.type} ${header.status}${size}`);
    }
    expect([...answers]).toEqual([
      "untold: null unsupported",
      `told: ${type} damaged`,
      `told: ${type} ok 48x32`,
    ]);
  });

  test("with changed, doubled or missing bytes is answered all the same", () => {
    const file = fileOf(type);
    const at = fc.nat(file.length - 1);
    const copied = fc
      .record({ from: at, length: fc.nat(60) })
      .map(({ from, length }) => file.subarray(from, from + length));
    const edit = fc.record({
      at,
      skip: fc.oneof(fc.constant(1), fc.nat(40)),
      bytes: fc.oneof(fc.uint8Array({ maxLength: 9 }), fc.constantFrom(...telling), copied),
    });
    const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      let bytes = Buffer.from(file);
      for (const { at: from, skip, bytes: inserted } of edits) {
        bytes = Buffer.concat([bytes.subarray(0, from), inserted, bytes.subarray(from + skip)]);
      }
      return isAnswer(readImageHeader(bytes));
    });
    expect(() => runOften(property)).not.toThrow();
  });

  test("with random bytes behind its signature is answered all the same", () => {
    const property = fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      const signature = fileOf(type).subarray(0, signatureBytes[type]);
      return isAnswer(readImageHeader(Buffer.concat([signature, noise])));
    });
    expect(() => runOften(property)).not.toThrow();
  });
});

test("random bytes are answered", () => {
  const property = fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) =>
    isAnswer(readImageHeader(bytes)),
  );
  expect(() => runOften(property)).not.toThrow();
});

test("what is no picture of these types is refused by its real name", async () => {
  const gif = await sharp(fileOf("image/png")).gif().toBuffer();
  expect(readImageHeader(gif)).toEqual({ status: "unsupported", type: "image/gif" });
  const text = Buffer.from("a text that is named photo.jpg");
  expect(readImageHeader(text)).toEqual({ status: "unsupported", type: null });
  expect(readImageHeader(new Uint8Array(0))).toEqual({ status: "unsupported", type: null });
});

describe("15 MiB made to keep a reader busy", () => {
  const size = 15 * 2 ** 20;
  const repeat = (signature: string, pattern: string) => {
    const bytes = Buffer.alloc(size, Buffer.from(pattern, "latin1"));
    bytes.write(signature, "latin1");
    return bytes;
  };

  test.each([
    ["JPEG fill bytes", "damaged", repeat("\xff\xd8\xff", "\xff")],
    ["JPEG stuffing", "damaged", repeat("\xff\xd8\xff", "\xff\0")],
    ["JPEG segments", "damaged", repeat("\xff\xd8\xff\xff", "\xff\xfe\0\x02")],
    ["PNG chunks", "damaged", repeat("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01", "\0")],
    ["WebP chunks", "damaged", repeat("RIFF\xff\xff\xff\xffWEBP", "\0")],
    ["AVIF brands", "unsupported", repeat("\0\0\0\0ftypavif", "avif")],
    ["AVIF boxes", "damaged", repeat("\0\0\0\x10ftypavif\0\0\0\0", "\0\0\0\x08free")],
  ])("%s are %s in less than two seconds", (_, status, bytes) => {
    const startedAt = performance.now();
    expect(readImageHeader(bytes).status).toBe(status);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

function runOften(property: fc.IProperty<unknown>): void {
  fc.assert(property, { seed, numRuns: 2000 });
}

/** Whatever the bytes: no throw, and sides that can be multiplied and compared. */
function isAnswer(header: ImageHeader): boolean {
  if (header.status !== "ok") return true;
  const { width, height, scanCount, orientation } = header;
  const isCounted = [width, height, scanCount].every(Number.isSafeInteger) && scanCount >= 0;
  return isCounted && width > 0 && height > 0 && orientation >= 1 && orientation <= 8;
}
