import { createImagePolicy } from "@picket/upload-core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createImageRoute } from "./image-route.ts";
import { createMemoryLedger } from "./testing/memory-ledger.ts";
import { createMemoryProcessor } from "./testing/memory-processor.ts";
import { createMemoryStore } from "./testing/memory-store.ts";
import { defaultVariants, parseVariantSpec, type VariantSpec } from "./variant-spec.ts";

const webp = { type: "image/webp", quality: 80 } as const;

describe("a spec of variants", () => {
  test.each<[string, VariantSpec]>([
    ["Picket's own", defaultVariants],
    ["one size", { widths: [1], formats: [webp] }],
    ["the largest WebP there is", { widths: [16_383], formats: [webp], fit: "inside" }],
    ["squares", { widths: [64, 128], formats: [webp], fit: "cover", aspectRatio: 1 }],
    [
      "three formats, of one the largest only",
      {
        widths: [320, 1280],
        formats: [
          { type: "image/avif", quality: 1 },
          { type: "image/webp", quality: 100 },
          { type: "image/jpeg", quality: 82, only: "largest" },
        ],
      },
    ],
  ])("is taken as it is: %s", (_name, spec) => {
    expect(parseVariantSpec(spec)).toEqual(spec);
  });

  test.each<[string, unknown]>([
    ["variants.widths:", { widths: [], formats: [webp] }],
    ["variants.widths:", { formats: [webp] }],
    ["variants.widths:", { widths: Array.from({ length: 17 }, (_, i) => i + 1), formats: [webp] }],
    ["variants.widths.1:", { widths: [320, 0], formats: [webp] }],
    ["variants.widths.0:", { widths: [320.5], formats: [webp] }],
    ["variants.widths.0:", { widths: [16_384], formats: [webp] }],
    ["variants.widths.0:", { widths: ["320"], formats: [webp] }],
    ["variants.formats:", { widths: [320], formats: [] }],
    ["variants.formats: each type once", { widths: [320], formats: [webp, webp] }],
    ["variants.formats.0.type:", { widths: [320], formats: [{ ...webp, type: "image/png" }] }],
    ["variants.formats.0.quality:", { widths: [320], formats: [{ ...webp, quality: 0 }] }],
    ["variants.formats.0.quality:", { widths: [320], formats: [{ ...webp, quality: 101 }] }],
    ["variants.formats.0.quality:", { widths: [320], formats: [{ type: "image/webp" }] }],
    ["variants.formats.0.only:", { widths: [320], formats: [{ ...webp, only: "smallest" }] }],
    ["variants.fit:", { widths: [320], formats: [webp], fit: "fill" }],
    ["variants.aspectRatio:", { widths: [320], formats: [webp], fit: "cover" }],
    ["variants.aspectRatio:", { widths: [320], formats: [webp], fit: "cover", aspectRatio: 0 }],
    ["variants.aspectRatio:", { widths: [320], formats: [webp], fit: "cover", aspectRatio: 51 }],
    [
      "variants.widths: higher than 16383 px",
      { widths: [8192], formats: [webp], fit: "cover", aspectRatio: 0.25 },
    ],
    ['Unrecognized key: "aspectRatio"', { widths: [320], formats: [webp], aspectRatio: 1 }],
    ['Unrecognized key: "webpQuality"', { widths: [320], formats: [webp], webpQuality: 80 }],
  ])("that cannot be is a TypeError: %s", (complaint, spec) => {
    // What JavaScript may pass; the types refuse it.
    const parse = (): unknown => parseVariantSpec(spec as VariantSpec);
    expect(parse).toThrow(TypeError);
    expect(parse).toThrow(complaint);
  });

  test("with several faults names each of them", () => {
    const spec: VariantSpec = { widths: [0], formats: [{ ...webp, quality: 500 }] };
    expect(() => parseVariantSpec(spec)).toThrow(/variants\.widths\.0: .+; variants\.formats\.0/);
  });
});

test("a route with variants that cannot be is refused when it is made", () => {
  const backend = {
    store: createMemoryStore(),
    ledger: createMemoryLedger(),
    processor: createMemoryProcessor(),
    secret: "a secret of the shop, long enough",
  };
  const create = () =>
    createImageRoute(backend, {
      name: "avatar",
      policy: createImagePolicy(),
      input: z.object({}),
      variants: { widths: [0], formats: [webp] },
      authorize: async () => true,
      onPublished: async () => null,
    });
  expect(create).toThrow(TypeError);
  expect(create).toThrow(/variants\.widths\.0/);
});
