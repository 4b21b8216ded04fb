import {
  blackPixels,
  gradient,
  interlacedPng,
  listHostileImages,
  webpHeader,
} from "@picket/hostile-images";
import type { Sharp } from "sharp";
import { afterAll, describe, expect, it, vi } from "vitest";
import { isUploadError, type ImageType } from "@picket/upload-core";
import type { RenderSpec } from "../../src/image-processor.ts";
import { createSharpProcessor } from "../../src/sharp/index.ts";
import { corners, distance, specOf } from "./pictures.ts";

// Real processes: on a busy machine their start alone may take a second.
vi.setConfig({ testTimeout: 60_000 });

const processor = createSharpProcessor({ processes: 1 });
afterAll(processor.close);

async function codeOf(bytes: Uint8Array, spec: RenderSpec): Promise<string> {
  try {
    await processor.render(bytes, spec);
  } catch (error) {
    if (isUploadError(error)) return error.code;
    throw error;
  }
  return "rendered";
}

/** A picture with a size that no variant of it has, so every row counts. */
const source = (): Sharp => gradient(400, 300);
const files = {
  "image/jpeg": () => source().jpeg().toBuffer(),
  "image/png": () => source().png().toBuffer(),
  "image/webp": () => source().webp().toBuffer(),
  "image/avif": () => source().avif({ effort: 0 }).toBuffer(),
} satisfies Record<ImageType, () => Promise<Buffer>>;
// Object.keys forgets the keys' type.
const types = Object.keys(files) as ImageType[];

describe("not one of the four", () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>',
  );

  it.each([
    ["SVG", () => Promise.resolve(svg)],
    ["GIF", () => source().gif().toBuffer()],
    ["TIFF", () => source().tiff().toBuffer()],
    ["plain text", () => Promise.resolve(Buffer.from("hello, this is no picture"))],
  ])("%s is refused whatever it is said to be", async (_name, make) => {
    const bytes = await make();
    for (const type of types)
      await expect(processor.render(bytes, specOf(type))).rejects.toMatchObject({
        code: "IMAGE_UNREADABLE",
        // No loader took it; "gif instead of image/png" would mean that one did.
        cause: { message: expect.stringContaining("unsupported image format") },
      });
  });

  it("HEIC is refused: the decoder knows its box but not its codec", async () => {
    const avif = await files["image/avif"]();
    const heic = Buffer.from(
      avif.toString("latin1").replaceAll("avif", "heic").replaceAll("av01", "hvc1"),
      "latin1",
    );
    expect(await codeOf(heic, specOf("image/avif"))).toBe("IMAGE_UNREADABLE");
  });

  it("one of the four under the name of another is refused", async () => {
    expect(await codeOf(await files["image/png"](), specOf("image/jpeg"))).toBe("IMAGE_UNREADABLE");
  });
});

it("of an animation that comes this far only the first frame is decoded", async () => {
  const [moving] = listHostileImages({ seed: 1 }).filter(({ name }) => name === "animation-webp");
  const bytes = await moving!.makeBytes();
  const image = await processor.render(bytes, specOf("image/webp"));
  expect(image).toMatchObject({ width: 4, height: 4 });
  const [first] = await corners(image.variants[0]!.bytes);
  expect(distance(first!, [255, 0, 0])).toBeLessThan(16);
});

describe("too large", () => {
  it("a picture with one pixel more than allowed is refused", async () => {
    const bytes = await files["image/png"]();
    expect(await codeOf(bytes, specOf("image/png", { maxPixels: 400 * 300 - 1 }))).toBe(
      "IMAGE_UNREADABLE",
    );
    expect(await codeOf(bytes, specOf("image/png", { maxPixels: 400 * 300 }))).toBe("rendered");
  });

  it("a picture that decodes but is too high for a WebP is not called unreadable", async () => {
    const bytes = await gradient(2, 16_384).png().toBuffer();
    expect(await codeOf(bytes, specOf("image/png"))).toBe("PROCESSING_FAILED");
  });

  it.each([
    ["a WebP of 38 bytes with 16383 × 16383 pixels", "image/webp", () => webpHeader(16_383)],
    [
      "a PNG that tells 60000 × 60000 pixels",
      "image/png",
      () => interlacedPng(60_000, Buffer.alloc(9)),
    ],
    [
      "a complete PNG of 47000 × 47000 pixels",
      "image/png",
      () => interlacedPng(47_000, blackPixels(47_000)),
    ],
  ] as const)(
    "%s does no harm, even when the limit on pixels lets it in",
    async (_name, type, makeBomb) => {
      const spec = specOf(type, { maxPixels: 2 ** 40 });
      expect(["IMAGE_UNREADABLE", "PROCESSING_FAILED"]).toContain(await codeOf(makeBomb(), spec));
      expect(await codeOf(await files["image/jpeg"](), specOf("image/jpeg"))).toBe("rendered");
    },
  );
});
