/** What is made of each image of a route: sizes, formats, fit. Checked when the route is made, not at the first photo. */
import { z } from "zod";

export const variantTypes = ["image/webp", "image/avif", "image/jpeg"] as const;

export type VariantType = (typeof variantTypes)[number];

/** A WebP cannot be wider or higher. */
const maxSidePx = 16_383;

/** Each is one more encoding of every photo. */
const maxWidths = 16;

/** As many times may one side be as long as the other; the default policy takes no flatter photo either. */
const maxAspectRatio = 50;

const formatSchema = z.strictObject({
  type: z.enum(variantTypes),
  /** 1–100; each format has its own scale: 80 for WebP is about 55 for AVIF, which takes four times as long to encode */
  quality: z.int().min(1).max(100),
  /** one of the largest width instead of one of each, e.g. for mail and link previews */
  only: z.literal("largest").optional(),
});

const sizesSchema = z.strictObject({
  /** pixels; never enlarged, so a smaller image gives fewer */
  widths: z.array(z.int().min(1).max(maxSidePx)).min(1).max(maxWidths).readonly(),
  formats: z
    .array(formatSchema)
    .min(1)
    .refine((formats) => new Set(formats.map(({ type }) => type)).size === formats.length, {
      error: "each type once",
    })
    .readonly(),
});

const variantSpecSchema = z
  .discriminatedUnion("fit", [
    /** the whole picture, as high as it comes out */
    sizesSchema.extend({ fit: z.literal("inside").optional() }),
    /** cut around the middle to `aspectRatio`, width ÷ height */
    sizesSchema.extend({
      fit: z.literal("cover"),
      aspectRatio: z
        .number()
        .min(1 / maxAspectRatio)
        .max(maxAspectRatio),
    }),
  ])
  .refine(
    (spec) => spec.fit !== "cover" || Math.max(...spec.widths) <= maxSidePx * spec.aspectRatio,
    {
      path: ["widths"],
      error: `higher than ${maxSidePx} px at this aspectRatio`,
    },
  );

export type VariantSpec = z.infer<typeof variantSpecSchema>;

/** Picket's own choice: WebP for pages, and one JPEG for whatever shows no WebP. */
export const defaultVariants = {
  widths: [320, 640, 1280, 2048],
  formats: [
    { type: "image/webp", quality: 80 },
    { type: "image/jpeg", quality: 82, only: "largest" },
  ],
} as const satisfies VariantSpec;

/** @throws TypeError that names every setting that cannot be */
export function parseVariantSpec(spec: VariantSpec): VariantSpec {
  const parsed = variantSpecSchema.safeParse(spec);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map(
    ({ path, message }) => `variants${path.map((step) => `.${String(step)}`).join("")}: ${message}`,
  );
  throw new TypeError(complaints.join("; "), { cause: parsed.error });
}
