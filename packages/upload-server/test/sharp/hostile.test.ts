import type { Sharp } from "sharp";
import { afterAll, describe, expect, it, vi } from "vitest";
import { isUploadError, type ImageType } from "@picket/upload-core";
import type { RenderSpec } from "../../src/image-processor.ts";
import { createSharpProcessor } from "../../src/sharp/index.ts";
import { blackPixels, interlacedPng, webpHeader } from "./bombs.ts";
import { gradient, specOf } from "./pictures.ts";

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

describe("damaged", () => {
  it.each(
    types.flatMap((type) => [0, 0.02, 0.5, 0.9, 0.98].map((share) => [type, share] as const)),
  )("%s cut at %f of its bytes is refused", async (type, share) => {
    const whole = await files[type]();
    const cut = whole.subarray(0, Math.floor(whole.length * share));
    expect(await codeOf(cut, specOf(type))).toBe("IMAGE_UNREADABLE");
  });

  it.each(types)("%s that lost its last byte is refused", async (type) => {
    const whole = await files[type]();
    expect(await codeOf(whole.subarray(0, -1), specOf(type))).toBe("IMAGE_UNREADABLE");
  });

  it("progressive JPEG without its last scan is refused, though a coarse picture could be had", async () => {
    const whole = await source().jpeg({ progressive: true }).toBuffer();
    const lastScan = whole.lastIndexOf(Buffer.from([0xff, 0xda]));
    const cut = whole.subarray(0, lastScan + 20);
    expect(await codeOf(cut, specOf("image/jpeg"))).toBe("IMAGE_UNREADABLE");
  });

  it("AVIF whose box tells another size than its picture has is refused", async () => {
    const bytes = await files["image/avif"]();
    const box = bytes.indexOf("ispe");
    expect(bytes.readUInt32BE(box + 8)).toBe(400);
    bytes.writeUInt32BE(800, box + 8);
    expect(await codeOf(bytes, specOf("image/avif"))).toBe("IMAGE_UNREADABLE");
  });
});

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
