import sharp from "sharp";
import { expect, test } from "vitest";
import { isWhole } from "./is-whole.ts";

const picture = sharp({
  create: { width: 64, height: 48, channels: 3, background: "teal", noise: { type: "gaussian" } },
});

/** An EXIF segment with a whole JPEG in it, as cameras write it. */
async function withThumbnail(jpeg: Uint8Array): Promise<Uint8Array> {
  const thumbnail = await picture.clone().resize(16).jpeg().toBuffer();
  const length = thumbnail.length + 2;
  return Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xe1, length >> 8, length & 0xff]),
    thumbnail,
    jpeg.subarray(2),
  ]);
}

const files = {
  "a JPEG": ["image/jpeg", await picture.clone().jpeg().toBuffer()],
  "a progressive JPEG": [
    "image/jpeg",
    await picture.clone().jpeg({ progressive: true }).toBuffer(),
  ],
  "a JPEG with a thumbnail": [
    "image/jpeg",
    await withThumbnail(await picture.clone().jpeg().toBuffer()),
  ],
  "a PNG": ["image/png", await picture.clone().png().toBuffer()],
  "a WebP": ["image/webp", await picture.clone().webp().toBuffer()],
} as const;

test.for(Object.entries(files))(
  "%s is whole with its end, and not without",
  ([, [type, bytes]]) => {
    expect(isWhole(bytes, type)).toBe(true);
    for (const part of [0.99, 0.7, 0.4]) {
      expect(isWhole(bytes.subarray(0, bytes.length * part), type)).toBe(false);
    }
    expect(isWhole(bytes.subarray(0, -1), type)).toBe(false);
  },
);

test("what phones append to a JPEG changes nothing", async () => {
  const [, jpeg] = files["a JPEG"];
  const video = Buffer.from("\0\0\0\x18ftypmp42 and so on");
  expect(isWhole(Buffer.concat([jpeg, video]), "image/jpeg")).toBe(true);
});

test("a JPEG that ends anywhere is read to an end", () => {
  const [, jpeg] = files["a JPEG with a thumbnail"];
  const whole = jpeg.map((_, length) => Number(isWhole(jpeg.subarray(0, length), "image/jpeg")));
  expect(whole.findIndex(Boolean)).toBe(-1);
});
