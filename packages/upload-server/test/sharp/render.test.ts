import {
  blue,
  gradient,
  green,
  orientations,
  paint,
  quarters,
  red,
  yellow,
  type Rgb,
} from "@picket/hostile-images";
import sharp, { type Sharp } from "sharp";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { ImageType } from "@picket/upload-core";
import { createSharpProcessor } from "../../src/sharp/index.ts";
import { corners, describeVariants, distance, specOf } from "./pictures.ts";

// Real processes: on a busy machine their start alone may take a second.
vi.setConfig({ testTimeout: 60_000 });

const processor = createSharpProcessor({ processes: 1 });
afterAll(processor.close);

const encoders: Record<ImageType, (input: Sharp) => Sharp> = {
  "image/jpeg": (input) => input.jpeg({ quality: 95, chromaSubsampling: "4:4:4" }),
  "image/png": (input) => input.png(),
  "image/webp": (input) => input.webp({ lossless: true }),
  "image/avif": (input) => input.avif({ quality: 90, effort: 0, chromaSubsampling: "4:4:4" }),
};
// Object.entries forgets the keys' type.
const formats = Object.entries(encoders) as [ImageType, (input: Sharp) => Sharp][];

async function expectColour(bytes: Uint8Array, expected: readonly number[], tolerance = 6) {
  const distances = (await corners(bytes)).map((corner) => distance(corner, expected));
  expect(Math.max(...distances)).toBeLessThanOrEqual(tolerance);
}

describe("variants", () => {
  it.each(formats)(
    "come out of %s by rising width, then one JPEG of the widest",
    async (type, encode) => {
      const bytes = await encode(gradient(1000, 600)).toBuffer();
      const image = await processor.render(bytes, specOf(type));
      expect(image).toMatchObject({ width: 1000, height: 600 });
      expect(describeVariants(image)).toEqual([
        "320x192 image/webp",
        "640x384 image/webp",
        "1000x600 image/webp",
        "1000x600 image/jpeg",
      ]);
      for (const variant of image.variants) {
        const { width, height, format } = await sharp(variant.bytes).metadata();
        expect({ width, height, type: `image/${format}` }).toEqual({
          width: variant.width,
          height: variant.height,
          type: variant.type,
        });
      }
    },
  );

  it("are never larger than the picture", async () => {
    const bytes = await gradient(100, 40).png().toBuffer();
    const image = await processor.render(bytes, specOf("image/png"));
    expect(describeVariants(image)).toEqual(["100x40 image/webp", "100x40 image/jpeg"]);
  });

  it("end at the widest that was asked for, while the picture's own size is told", async () => {
    const bytes = await gradient(1500, 900).jpeg().toBuffer();
    const image = await processor.render(bytes, specOf("image/jpeg", { widths: [500, 250] }));
    expect(image).toMatchObject({ width: 1500, height: 900 });
    expect(describeVariants(image)).toEqual([
      "250x150 image/webp",
      "500x300 image/webp",
      "500x300 image/jpeg",
    ]);
  });

  it("of a single pixel and of a very flat picture exist", async () => {
    const dot = await processor.render(await gradient(1, 1).png().toBuffer(), specOf("image/png"));
    expect(describeVariants(dot)).toEqual(["1x1 image/webp", "1x1 image/jpeg"]);
    const line = await gradient(3000, 60).png().toBuffer();
    const image = await processor.render(line, specOf("image/png", { widths: [10] }));
    expect(describeVariants(image)).toEqual(["10x1 image/webp", "10x1 image/jpeg"]);
  });

  it("are the same bytes from the same bytes, whichever process made them", async () => {
    const bytes = await gradient(700, 500).jpeg().toBuffer();
    const other = createSharpProcessor({ processes: 1 });
    try {
      const first = await processor.render(bytes, specOf("image/jpeg"));
      expect(await other.render(bytes, specOf("image/jpeg"))).toEqual(first);
      expect(await processor.render(bytes, specOf("image/jpeg"))).toEqual(first);
    } finally {
      await other.close();
    }
  });

  it("carry a placeholder of a few bytes that differs from picture to picture", async () => {
    const spec = specOf("image/png");
    const one = await processor.render(await gradient(300, 200).png().toBuffer(), spec);
    const two = await processor.render(await quarters(1).png().toBuffer(), spec);
    for (const { placeholder } of [one, two])
      expect(Buffer.from(placeholder, "base64").length).toBeLessThanOrEqual(40);
    expect(one.placeholder).not.toBe(two.placeholder);
  });
});

describe("orientation", () => {
  it.each(orientations)("%i is turned upright in every variant", async (orientation) => {
    const bytes = await quarters(orientation).jpeg({ quality: 95 }).toBuffer();
    const image = await processor.render(bytes, specOf("image/jpeg", { widths: [40, 80] }));
    expect(image).toMatchObject({ width: 80, height: 60 });
    expect(describeVariants(image)).toEqual([
      "40x30 image/webp",
      "80x60 image/webp",
      "80x60 image/jpeg",
    ]);
    for (const variant of image.variants) {
      const seen = await corners(variant.bytes);
      for (const [index, colour] of [red, green, blue, yellow].entries())
        expect(distance(seen[index]!, colour), `corner ${index}`).toBeLessThan(16);
    }
  });

  it.each(["image/png", "image/webp", "image/avif"] as const)(
    "of %s is applied once",
    async (type) => {
      const bytes = await encoders[type](quarters(6)).toBuffer();
      const image = await processor.render(bytes, specOf(type));
      expect(image).toMatchObject({ width: 80, height: 60 });
      const seen = await corners(image.variants[0]!.bytes);
      for (const [index, colour] of [red, green, blue, yellow].entries())
        expect(distance(seen[index]!, colour), `corner ${index}`).toBeLessThan(16);
    },
  );
});

describe("colours", () => {
  const plain = (colour: Rgb): Sharp => paint(64, 48, () => colour);
  const render = async (bytes: Buffer, type: ImageType) => {
    const image = await processor.render(bytes, specOf(type));
    for (const variant of image.variants)
      expect(await sharp(variant.bytes).metadata()).toMatchObject({
        space: "srgb",
        depth: "uchar",
      });
    return image.variants[0]!.bytes;
  };

  it.each(formats)("of %s stay", async (type, encode) => {
    await expectColour(await render(await encode(plain(red)).toBuffer(), type), red);
  });

  it("of a CMYK JPEG become sRGB", async () => {
    const bytes = await plain([150, 120, 100])
      .toColourspace("cmyk")
      .jpeg({ quality: 95 })
      .toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ space: "cmyk" });
    // Back and forth through a printing profile is not exact.
    await expectColour(await render(bytes, "image/jpeg"), [150, 120, 100], 12);
  });

  it("of a 16-bit grey PNG become 8-bit sRGB", async () => {
    const bytes = await plain([128, 128, 128]).toColourspace("grey16").png().toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ space: "grey16", depth: "ushort" });
    await expectColour(await render(bytes, "image/png"), [128, 128, 128]);
  });

  it.each([
    ["8-bit", "image/jpeg", (input: Sharp) => input.withIccProfile("p3").jpeg({ quality: 95 })],
    ["8-bit", "image/png", (input: Sharp) => input.withIccProfile("p3").png()],
    [
      "16-bit",
      "image/png",
      (input: Sharp) => input.toColourspace("rgb16").withIccProfile("p3").png(),
    ],
  ] as const)("of a %s %s with a P3 profile become sRGB", async (_depth, type, encode) => {
    const bytes = await encode(plain(red)).toBuffer();
    const [stored] = await corners(await sharp(bytes, { ignoreIcc: true }).png().toBuffer());
    expect(distance(stored!, red), "the file's own numbers").toBeGreaterThan(10);
    await expectColour(await render(bytes, type), red, 4);
  });

  it("stay see-through in WebP and lie on white in JPEG", async () => {
    const bytes = await plain(blue).ensureAlpha(0).png().toBuffer();
    const { variants } = await processor.render(bytes, specOf("image/png"));
    const [webp, jpeg] = variants;
    expect((await corners(webp!.bytes)).map((pixel) => pixel[3])).toEqual([0, 0, 0, 0]);
    await expectColour(jpeg!.bytes, [255, 255, 255], 1);
  });

  it("of grey with alpha keep both", async () => {
    const grey = plain([90, 90, 90]).toColourspace("b-w").ensureAlpha(0.5);
    const bytes = await grey.png().toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ channels: 2 });
    await expectColour(await render(bytes, "image/png"), [90, 90, 90, 128]);
  });
});
