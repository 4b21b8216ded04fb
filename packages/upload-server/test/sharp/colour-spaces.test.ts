import type { ImageType } from "@picket/upload-core";
import {
  addAvifProperty,
  blue,
  box,
  encode,
  green,
  insertPngChunks,
  paint,
  pngChunk,
  red,
  yellow,
  type Rgb,
} from "@picket/hostile-images";
import sharp, { type Sharp } from "sharp";
import { afterAll, describe, expect, it, vi } from "vitest";
import { createSharpProcessor } from "../../src/sharp/index.ts";
import { expectedColour } from "./expected-colour.ts";
import { corners, distance, specOf } from "./pictures.ts";

// Real processes: on a busy machine their start alone may take a second.
vi.setConfig({ testTimeout: 60_000 });

const processor = createSharpProcessor({ processes: 1 });
afterAll(processor.close);

const grey: Rgb = [90, 90, 90];
const colours = [red, green, blue, yellow] as const;

/** The four colours in the four corners, row by row. */
const corner = (four: readonly Rgb[] = colours): Sharp =>
  paint(64, 48, (x, y) => four[(y < 24 ? 0 : 2) + (x < 32 ? 0 : 1)] ?? red);

/** Colours that inks can print. */
const muted: readonly Rgb[] = [
  [180, 80, 70],
  [90, 130, 80],
  [80, 90, 140],
  [200, 180, 110],
];

const plain = (colour: Rgb): Sharp => paint(64, 48, () => colour);

const pngNumbers = (primaries: number, transfer: number): Buffer =>
  pngChunk("cICP", Buffer.from([primaries, transfer, 0, 1]));

/** The matrix is the one that the stream was made with, BT.601, in full range. */
function avifNumbers(primaries: number, transfer: number): Buffer {
  return box("colr", Buffer.from([...Buffer.from("nclx"), 0, primaries, 0, transfer, 0, 6, 0x80]));
}

const withNumbers = {
  "image/png": async (input: Sharp, primaries: number, transfer: number) =>
    insertPngChunks(await input.png().toBuffer(), pngNumbers(primaries, transfer)),
  "image/avif": async (input: Sharp, primaries: number, transfer: number) =>
    addAvifProperty(await encode["image/avif"](input).toBuffer(), avifNumbers(primaries, transfer)),
};

/** The WebP's corners; every variant must be plain sRGB of 8 bits without a profile. */
async function render(bytes: Buffer, type: ImageType): Promise<number[][]> {
  const { variants } = await processor.render(bytes, specOf(type));
  for (const variant of variants) {
    const { space, depth, icc } = await sharp(variant.bytes).metadata();
    expect({ space, depth, icc }).toEqual({ space: "srgb", depth: "uchar", icc: undefined });
  }
  return corners(variants[0]!.bytes);
}

function expectColours(seen: number[][], expected: readonly (readonly number[])[]): void {
  const far = seen.map((colour, index) => distance(colour, expected[index] ?? []));
  expect(Math.max(...far), `${JSON.stringify(seen)} for ${JSON.stringify(expected)}`).toBeLessThan(
    9,
  );
}

describe.each(["image/png", "image/avif"] as const)(
  "%s whose colours are told by numbers",
  (type) => {
    it.each([
      ["Display P3", 12, 13, "p3", "srgb"],
      ["P3 with a curve that nobody knows", 12, 2, "p3", "srgb"],
      ["P3 with gamma 2.2", 12, 4, "p3", "gamma22"],
      ["BT.2020 of 10 bits", 9, 14, "bt2020", "bt2020"],
      ["BT.2020 with the curve of BT.709", 9, 1, "bt2020", "bt2020"],
      ["BT.2020 with the curve of sRGB", 9, 13, "bt2020", "srgb"],
      ["sRGB", 1, 13, "srgb", "srgb"],
      ["sRGB in linear light", 1, 8, "srgb", "linear"],
      ["BT.709, which every viewer shows as sRGB", 1, 1, "srgb", "srgb"],
      ["unspecified", 2, 2, "srgb", "srgb"],
      ["numbers that nobody knows", 200, 200, "srgb", "srgb"],
    ] as const)("%s (%i, %i) becomes sRGB", async (_name, primaries, transfer, space, curve) => {
      const bytes = await withNumbers[type](corner(), primaries, transfer);
      const expected = colours.map((colour) => expectedColour(colour, space, curve));
      expectColours(await render(bytes, type), expected);
    });

    it("P3 keeps its greys, and what is see-through", async () => {
      const bytes = await withNumbers[type](plain(grey).ensureAlpha(0.5), 12, 13);
      for (const seen of await render(bytes, type))
        expect(distance(seen, [...grey, 128])).toBeLessThan(4);
    });

    it.each([
      ["PQ", 16],
      ["HLG", 18],
    ])(
      "%s shows a white page nearly white, and what is brighter is not cut off",
      async (_name, transfer) => {
        // The signal of 203 cd/m²: ITU-R BT.2408, 2.1.
        const page = transfer === 16 ? 148 : 191;
        const make = (signal: number): Promise<Buffer> =>
          withNumbers[type](plain([signal, signal, signal]), 9, transfer);
        const [white = 0, light = 0, dark = 0] = await Promise.all(
          [page, page + 20, page / 2].map(async (signal) => {
            const [first] = await render(await make(signal), type);
            return first?.[0];
          }),
        );
        expect(Math.abs(white - 246)).toBeLessThan(6);
        expect(light).toBeGreaterThan(white);
        expect(dark).toBeLessThan(150);
      },
    );
  },
);

describe("numbers and a profile at once", () => {
  it("in a PNG: the numbers count", async () => {
    const tagged = await plain(red).withIccProfile("p3").png().toBuffer();
    const stored = await corners(await sharp(tagged, { ignoreIcc: true }).png().toBuffer());
    const bytes = insertPngChunks(tagged, pngNumbers(1, 13));
    expectColours(await render(bytes, "image/png"), stored);
  });

  it("in a PNG, but numbers that nobody knows: the profile counts", async () => {
    const tagged = await plain(red).withIccProfile("p3").png().toBuffer();
    const bytes = insertPngChunks(tagged, pngNumbers(2, 2));
    expectColours(await render(bytes, "image/png"), [red, red, red, red]);
  });

  it("in an AVIF: the profile counts", async () => {
    const tagged = await encode["image/avif"](plain(red)).withIccProfile("p3").toBuffer();
    const bytes = addAvifProperty(tagged, avifNumbers(9, 16));
    expectColours(await render(bytes, "image/avif"), [red, red, red, red]);
  });
});

describe("deep pictures", () => {
  it.each([
    ["sRGB", "image/png", (input: Sharp) => input.png()],
    ["P3 by profile", "image/png", (input: Sharp) => input.withIccProfile("p3").png()],
    ["sRGB", "image/avif", (input: Sharp) => input.avif({ bitdepth: 10, effort: 0, quality: 90 })],
  ] as const)("%s in a %s become 8 bits", async (_name, type, write) => {
    const bytes = await write(corner().toColourspace("rgb16")).toBuffer();
    expectColours(await render(bytes, type), colours);
  });

  it("P3 by numbers in a PNG of 16 bits becomes sRGB", async () => {
    const bytes = await withNumbers["image/png"](corner().toColourspace("rgb16"), 12, 13);
    expect(await sharp(bytes).metadata()).toMatchObject({ depth: "ushort" });
    const expected = colours.map((colour) => expectedColour(colour, "p3", "srgb"));
    expectColours(await render(bytes, "image/png"), expected);
  });

  it("white stays white", async () => {
    const white: Rgb = [255, 255, 255];
    for (const input of [plain(white), plain(white).toColourspace("rgb16")]) {
      const bytes = await withNumbers["image/png"](input, 12, 13);
      for (const seen of await render(bytes, "image/png"))
        expect(distance(seen, white)).toBeLessThanOrEqual(1);
    }
  });
});

describe("grey and CMYK", () => {
  it("grey with numbers becomes sRGB by its curve", async () => {
    const bytes = await withNumbers["image/png"](plain(grey).toColourspace("b-w"), 1, 8);
    const [expected] = [expectedColour(grey, "srgb", "linear")];
    expectColours(await render(bytes, "image/png"), [expected, expected, expected, expected]);
  });

  it("CMYK with its profile becomes sRGB, in each corner", async () => {
    const bytes = await corner(muted)
      .toColourspace("cmyk")
      .jpeg({ quality: 98, chromaSubsampling: "4:4:4" })
      .withIccProfile("cmyk")
      .toBuffer();
    const { space, icc } = await sharp(bytes).metadata();
    expect({ space, hasProfile: icc !== undefined }).toEqual({ space: "cmyk", hasProfile: true });
    const seen = await render(bytes, "image/jpeg");
    // To a printing profile and back is not exact.
    for (const [index, colour] of muted.entries())
      expect(distance(seen[index]!, colour)).toBeLessThan(26);
  });
});
