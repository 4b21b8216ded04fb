import {
  blue,
  gradient,
  green,
  paint,
  quarters,
  red,
  yellow,
  type Rgb,
} from "@picket/hostile-images";
import sharp from "sharp";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { RenderSpec } from "../../src/image-processor.ts";
import { createSharpProcessor } from "../../src/sharp/index.ts";
import { corners, describeVariants, distance, specOf } from "./pictures.ts";

// Real processes: on a busy machine their start alone may take a second.
vi.setConfig({ testTimeout: 60_000 });

const processor = createSharpProcessor({ processes: 1 });
afterAll(processor.close);

const webp = { type: "image/webp", quality: 80 } as const;

function cover(aspectRatio: number, widths: number[]): RenderSpec {
  return { ...specOf("image/png", { widths, formats: [webp] }), fit: "cover", aspectRatio };
}

describe("formats", () => {
  it("come in the order of the route, each by rising width", async () => {
    const bytes = await gradient(200, 100).png().toBuffer();
    const formats = [
      { type: "image/avif", quality: 50 },
      { type: "image/jpeg", quality: 70 },
      { ...webp, only: "largest" },
    ] as const;
    const image = await processor.render(
      bytes,
      specOf("image/png", { widths: [160, 80], formats }),
    );
    expect(describeVariants(image)).toEqual([
      "80x40 image/avif",
      "160x80 image/avif",
      "80x40 image/jpeg",
      "160x80 image/jpeg",
      "160x80 image/webp",
    ]);
    const found = await Promise.all(
      image.variants.map(async ({ bytes: output }) => (await sharp(output).metadata()).mediaType),
    );
    expect(found).toEqual(image.variants.map(({ type }) => type));
  });

  it.each(["image/webp", "image/avif", "image/jpeg"] as const)(
    "%s of a lower quality is smaller",
    async (type) => {
      const bytes = await gradient(400, 300).png().toBuffer();
      const sizes = [10, 95].map(async (quality) => {
        const image = await processor.render(
          bytes,
          specOf("image/png", { widths: [400], formats: [{ type, quality }] }),
        );
        return image.variants[0]!.bytes.byteLength;
      });
      const [low, high] = await Promise.all(sizes);
      expect(low).toBeLessThan(high!);
    },
  );

  it("AVIF keeps colours and what is see-through", async () => {
    const bytes = await paint(64, 48, () => blue)
      .ensureAlpha(0.5)
      .png()
      .toBuffer();
    const formats = [{ type: "image/avif", quality: 80 }] as const;
    const { variants } = await processor.render(bytes, specOf("image/png", { formats }));
    for (const seen of await corners(variants[0]!.bytes))
      expect(distance(seen, [...blue, 128])).toBeLessThanOrEqual(4);
  });
});

describe("the fit cover", () => {
  it.each([
    ["a square of a wide picture", 900, 600, 1, ["200x200 image/webp", "400x400 image/webp"]],
    ["a square of a high one", 600, 900, 1, ["200x200 image/webp", "400x400 image/webp"]],
    ["a banner", 900, 600, 16 / 9, ["200x113 image/webp", "400x225 image/webp"]],
    ["a portrait", 900, 600, 0.5, ["200x400 image/webp", "300x600 image/webp"]],
    ["nothing larger than the picture", 90, 60, 1, ["60x60 image/webp"]],
    ["a single pixel's width at the least", 100, 2, 1 / 50, ["1x2 image/webp"]],
  ] as const)("gives %s", async (_name, width, height, ratio, expected) => {
    const bytes = await gradient(width, height).png().toBuffer();
    const image = await processor.render(bytes, cover(ratio, [400, 200]));
    expect(image).toMatchObject({ width, height });
    expect(describeVariants(image)).toEqual(expected);
  });

  it("cuts around the middle of the upright picture", async () => {
    // 80 × 60 when upright: a quarter turn matters for what is cut off.
    const bytes = await quarters(6).png().toBuffer();
    const image = await processor.render(bytes, cover(1, [60]));
    expect(describeVariants(image)).toEqual(["60x60 image/webp"]);
    const seen = await corners(image.variants[0]!.bytes);
    for (const [index, colour] of [red, green, blue, yellow].entries())
      expect(distance(seen[index]!, colour), `corner ${index}`).toBeLessThan(16);
  });
});

describe("the dominant colour", () => {
  const hex = (colour: Rgb): string => `#${Buffer.from(colour).toString("hex")}`;

  it.each([red, green, blue, yellow])("of a plain picture is its colour: %j", async (...colour) => {
    const bytes = await paint(90, 60, () => colour)
      .png()
      .toBuffer();
    const image = await processor.render(bytes, specOf("image/png"));
    expect(image.dominantColor).toBe(hex(colour));
  });

  it("is one that the picture has, not a mixture", async () => {
    const bytes = await paint(320, 320, (x) => (x < 200 ? green : red))
      .png()
      .toBuffer();
    const { dominantColor } = await processor.render(bytes, specOf("image/png"));
    expect(distance([...Buffer.from(dominantColor.slice(1), "hex")], green)).toBeLessThanOrEqual(2);
  });

  it("leaves out what is see-through, and is white when all of it is", async () => {
    const hidden = await paint(64, 64, () => red)
      .ensureAlpha(0)
      .png()
      .toBuffer();
    const spot = await paint(20, 20, () => blue)
      .png()
      .toBuffer();
    const nothing = await processor.render(hidden, specOf("image/png"));
    expect(nothing.dominantColor).toBe("#ffffff");
    const bytes = await sharp(hidden)
      .composite([{ input: spot }])
      .png()
      .toBuffer();
    const image = await processor.render(bytes, specOf("image/png"));
    expect(image.dominantColor).toBe(hex(blue));
  });
});
