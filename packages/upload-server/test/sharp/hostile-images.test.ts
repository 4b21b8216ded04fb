import { readFileSync } from "node:fs";
import { checkImage, createImagePolicy, isUploadError, maxPixelsOf } from "@picket/upload-core";
import {
  listHostileImages,
  markWord,
  type HostileImage,
  blue,
  green,
  red,
  yellow,
} from "@picket/hostile-images";
import sharp from "sharp";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { RenderedImage } from "../../src/image-processor.ts";
import { createSharpProcessor } from "../../src/sharp/index.ts";
import { corners, distance, specOf } from "./pictures.ts";
import { decoders } from "./process-table.ts";

vi.setConfig({ testTimeout: 60_000 });

const processor = createSharpProcessor({ processes: 1 });
afterAll(processor.close);

const seed = Number(process.env.HOSTILE_SEED ?? 20_260_101);
const images = listHostileImages({ seed });
const policy = createImagePolicy();

/** What completion does with the bytes between the store and the keys. */
async function verify(bytes: Buffer, { type }: HostileImage): Promise<RenderedImage | string> {
  const check = checkImage(bytes, policy);
  if (check.status === "refused") return check.refusal.code;
  if (check.header.type !== type) return "OBJECT_MISMATCH";
  try {
    return await processor.render(bytes, specOf(type, { maxPixels: maxPixelsOf(type, policy) }));
  } catch (error) {
    if (isUploadError(error)) return error.code;
    throw error;
  }
}

const traces = [markWord, "Exif", "EXIF", "xmp", "XMP ", "ICC_PROFILE", "ICCP", "GPS", "8BIM"];

async function expectClean({ variants }: RenderedImage): Promise<void> {
  for (const { bytes, type } of variants) {
    const output = Buffer.from(bytes);
    expect(traces.filter((trace) => output.includes(trace))).toEqual([]);
    const { exif, xmp, icc, iptc, orientation, comments, mediaType, pages } =
      await sharp(output).metadata();
    const left = [exif, xmp, icc, iptc, orientation, comments, pages];
    expect(left.filter((part) => part !== undefined)).toEqual([]);
    expect(mediaType).toBe(type);
  }
}

async function expectUpright({ width, height, variants }: RenderedImage): Promise<void> {
  expect({ width, height }).toEqual({ width: 80, height: 60 });
  for (const { bytes } of variants) {
    const seen = await corners(bytes);
    for (const [index, colour] of [red, green, blue, yellow].entries())
      expect(distance(seen[index]!, colour), `corner ${index}`).toBeLessThan(16);
  }
}

/** The most that a running decoder ever held, where the system tells. */
function expectModestDecoders(): void {
  if (process.platform !== "linux") return;
  for (const pid of decoders()) {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    const peakKiB = Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1]);
    expect(peakKiB).toBeLessThan(1.2 * 1024 * 1024);
  }
}

describe.each([...new Set(images.map(({ group }) => group))])("hostile: %s", (group) => {
  it.each(images.filter((image) => image.group === group))("$name: $verdicts", async (image) => {
    const outcome = await verify(await image.makeBytes(), image);
    const verdict = typeof outcome === "string" ? outcome : "published";
    expect(image.verdicts).toContain(verdict);
    expectModestDecoders();
    if (typeof outcome === "string") return;
    await expectClean(outcome);
    if (image.isQuarters) await expectUpright(outcome);
  });
});

it("a good photo is published after all of them", async () => {
  const bytes = await sharp({ create: { width: 90, height: 60, channels: 3, background: "red" } })
    .jpeg()
    .toBuffer();
  const image = await processor.render(bytes, specOf("image/jpeg"));
  expect(image).toMatchObject({ width: 90, height: 60 });
});
