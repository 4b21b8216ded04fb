/** What anyone can fetch of a published photo, and what must not be in it. */
import { expect, type Locator } from "@playwright/test";
import sharp from "sharp";
import { corners, privateTraces } from "./pictures.ts";

/** @returns every address that the page offers for one picture */
export async function publicUrls(image: Locator): Promise<string[]> {
  return image.evaluate((element) => {
    const sources = element.closest("picture")?.querySelectorAll("source") ?? [];
    const webp = [...sources].flatMap(({ srcset }) => srcset.split(", "));
    const jpegUrl = element.getAttribute("src") ?? "";
    return [jpegUrl, ...webp.map((entry) => entry.split(" ")[0] ?? "")];
  });
}

/** To be evaluated on an `<img>`: its bytes arrived and were decoded. */
export function isDrawn(element: Element): boolean {
  return element instanceof HTMLImageElement && element.complete && element.naturalWidth > 0;
}

/** Fetched without a cookie, as any visitor of the shop would. */
export async function fetchPublic(url: string): Promise<Buffer> {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

export async function expectNoMetadata(bytes: Buffer): Promise<void> {
  const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata();
  expect({ exif, xmp, iptc, orientation }).toEqual({});
  for (const trace of [...Object.values(privateTraces), "Exif\0\0", "http://ns.adobe.com/"]) {
    expect(bytes.includes(trace), trace).toBe(false);
  }
}

export async function expectUpright(bytes: Buffer): Promise<void> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const inset = Math.floor(Math.min(info.width, info.height) / 10);
  const colourAt = (x: number, y: number) => {
    const offset = (y * info.width + x) * info.channels;
    return { r: data[offset]!, g: data[offset + 1]!, b: data[offset + 2]! };
  };
  const right = info.width - inset;
  const bottom = info.height - inset;
  expectColour(colourAt(inset, inset), corners.topLeft);
  expectColour(colourAt(right, inset), corners.topRight);
  expectColour(colourAt(inset, bottom), corners.bottomLeft);
  expectColour(colourAt(right, bottom), corners.bottomRight);
}

type Colour = { r: number; g: number; b: number };

/** Two lossy formats on the way move a channel by a few steps. */
function expectColour(actual: Colour, expected: Colour): void {
  const distances = (["r", "g", "b"] as const).map((key) => Math.abs(actual[key] - expected[key]));
  expect(Math.max(...distances), JSON.stringify({ actual, expected })).toBeLessThan(24);
}
