import sharp, { type Sharp } from "sharp";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { ImageType } from "@picket/upload-core";
import { createSharpProcessor } from "../../src/sharp/index.ts";
import { pngChunk } from "./bombs.ts";
import { gradient, specOf } from "./pictures.ts";

// Real processes: on a busy machine their start alone may take a second.
vi.setConfig({ testTimeout: 60_000 });

const processor = createSharpProcessor({ processes: 1 });
afterAll(processor.close);

/** Stands for whatever someone hides in a picture: a position, a name, a script. */
const mark = "MARKWORD<script>";

/** All that a camera or an editor writes beside the pixels. */
const tagged = (): Sharp =>
  gradient(200, 150)
    .withIccProfile("p3")
    .withExif({
      IFD0: { Artist: mark, Copyright: mark },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 30/1 0/1", GPSLongitude: "13/1 24/1 0/1" },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${mark}</a></x:xmpmeta>`);

const traces = [
  "MARKWORD",
  "Exif",
  "EXIF",
  "xmp",
  "XMP ",
  "ICC_PROFILE",
  "ICCP",
  "GPS",
  "Photoshop",
];

async function expectNoTrace(bytes: Buffer, type: ImageType): Promise<void> {
  expect(bytes.includes("MARKWORD"), "the input carries the mark").toBe(true);
  const { variants } = await processor.render(bytes, specOf(type, { widths: [100, 200] }));
  expect(variants).toHaveLength(3);
  for (const variant of variants) {
    const output = Buffer.from(variant.bytes);
    expect(traces.filter((trace) => output.includes(trace))).toEqual([]);
    const { exif, xmp, icc, iptc, orientation, comments } = await sharp(output).metadata();
    const left = [exif, xmp, icc, iptc, orientation, comments].filter((part) => part !== undefined);
    expect(left).toEqual([]);
  }
}

describe("nothing but pixels comes out of", () => {
  it.each([
    ["image/jpeg", () => tagged().jpeg().toBuffer()],
    ["image/png", () => tagged().png().toBuffer()],
    ["image/webp", () => tagged().webp().toBuffer()],
    ["image/avif", () => tagged().avif({ effort: 0 }).toBuffer()],
  ] as const)("%s with EXIF, position, XMP and profile", async (type, make) => {
    const bytes = await make();
    expect(await sharp(bytes).metadata()).toMatchObject({
      exif: expect.any(Buffer),
      xmp: expect.any(Buffer),
      icc: expect.any(Buffer),
    });
    await expectNoTrace(bytes, type);
  });

  it.each([
    ["image/jpeg", () => gradient(200, 150).jpeg().toBuffer()],
    ["image/png", () => gradient(200, 150).png().toBuffer()],
    ["image/webp", () => gradient(200, 150).webp().toBuffer()],
    ["image/avif", () => gradient(200, 150).avif({ effort: 0 }).toBuffer()],
  ] as const)("%s with an archive behind it", async (type, make) => {
    await expectNoTrace(Buffer.concat([await make(), Buffer.from(`PK\x03\x04${mark}`)]), type);
  });

  it("a JPEG with a comment and an unknown segment", async () => {
    const jpeg = await gradient(200, 150).jpeg().toBuffer();
    const segment = (marker: number): Buffer => {
      const head = Buffer.from([0xff, marker, 0, 0]);
      head.writeUInt16BE(2 + mark.length, 2);
      return Buffer.concat([head, Buffer.from(mark)]);
    };
    const parts = [jpeg.subarray(0, 2), segment(0xfe), segment(0xef), jpeg.subarray(2)];
    await expectNoTrace(Buffer.concat(parts), "image/jpeg");
  });

  it("a PNG with a text chunk", async () => {
    const png = await gradient(200, 150).png().toBuffer();
    const text = pngChunk("tEXt", Buffer.from(`Comment\0${mark}`, "latin1"));
    // Behind the signature and IHDR, which take 33 bytes together.
    const bytes = Buffer.concat([png.subarray(0, 33), text, png.subarray(33)]);
    await expectNoTrace(bytes, "image/png");
  });

  it("a WebP with a chunk that nobody knows", async () => {
    const webp = await tagged().webp().toBuffer();
    const chunk = Buffer.concat([Buffer.from("MARK"), Buffer.alloc(4), Buffer.from(mark)]);
    chunk.writeUInt32LE(mark.length, 4);
    const bytes = Buffer.concat([webp, chunk]);
    bytes.writeUInt32LE(bytes.length - 8, 4);
    await expectNoTrace(bytes, "image/webp");
  });

  it("an AVIF with a free box", async () => {
    const avif = await gradient(200, 150).avif({ effort: 0 }).toBuffer();
    const box = Buffer.concat([Buffer.alloc(4), Buffer.from(`free${mark}`)]);
    box.writeUInt32BE(box.length);
    await expectNoTrace(Buffer.concat([avif, box]), "image/avif");
  });
});
