/** Three ways from a photo to its variants. Each gets bytes and gives the sizes of what came out. */
import { createHash } from "node:crypto";
import { checkImage, createImagePolicy } from "@picket/upload-core";
import { defaultVariants } from "@picket/upload-server";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import sharp, { type Sharp } from "sharp";
import type { Photo } from "./photos.ts";

export type Contender = {
  name: "bare sharp" | "bare sharp, each variant from the file" | "Picket";
  /** @returns `320x240 image/webp` and so on, in the order of the spec */
  publish: (photo: Photo) => Promise<string[]>;
  close: () => Promise<void>;
};

const policy = createImagePolicy();

// As in the decoder: what counts is the work of one core.
sharp.cache(false);
sharp.concurrency(1);

/** The same decode, the same settings and the same variants as Picket's, in this very process. */
const bareSharp: Contender = {
  name: "bare sharp",
  publish: async ({ bytes }) => {
    const size = { width: widest, withoutEnlargement: true, fastShrinkOnLoad: false };
    const input = openFile(bytes).resize(size);
    const { data, info } = await input.raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return encodeAll(() => sharp(data, { raw: { width, height, channels } }));
  },
  close: async () => {},
};

/** As most code does it: a decode for each variant, smaller ones from a smaller decode where the format can. */
const bareSharpFromFile: Contender = {
  name: "bare sharp, each variant from the file",
  publish: async ({ bytes }) => encodeAll(() => openFile(bytes)),
  close: async () => {},
};

/** All that happens between the store's answer and the store's PUTs. */
function createPicket(processes: number): Contender {
  const processor = createSharpProcessor({ processes });
  return {
    name: "Picket",
    publish: async ({ bytes, type }) => {
      createHash("sha256").update(bytes).digest("base64");
      const check = checkImage(bytes, policy);
      if (check.status === "refused") throw new Error(check.refusal.code);
      const spec = { ...defaultVariants, type, maxPixels: policy.maxPixels };
      const { variants } = await processor.render(bytes, spec);
      return variants.map((variant) => `${variant.width}x${variant.height} ${variant.type}`);
    },
    close: processor.close,
  };
}

/** @param parallel how many photos each works on at a time */
export function createContenders(parallel: number): Contender[] {
  return [bareSharp, bareSharpFromFile, createPicket(parallel)];
}

const widest = Math.max(...defaultVariants.widths);

function openFile(bytes: Buffer): Sharp {
  return sharp(bytes, { failOn: "warning", sequentialRead: true })
    .autoOrient()
    .toColourspace("srgb");
}

async function encodeAll(open: () => Sharp): Promise<string[]> {
  const made: string[] = [];
  const [{ quality: webpQuality }, { quality: jpegQuality }] = defaultVariants.formats;
  const finish = async (output: Sharp, type: string): Promise<void> => {
    const { info } = await output.toBuffer({ resolveWithObject: true });
    made.push(`${info.width}x${info.height} ${type}`);
  };
  for (const width of defaultVariants.widths) {
    const resized = open().resize({ width, withoutEnlargement: true });
    await finish(resized.webp({ quality: webpQuality }), "image/webp");
  }
  const largest = open().resize({ width: widest, withoutEnlargement: true });
  await finish(largest.jpeg({ quality: jpegQuality, progressive: true }), "image/jpeg");
  return made;
}
