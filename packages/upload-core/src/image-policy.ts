/** What a route accepts: types, sizes and counts; checked on both sides. */
import { z } from "zod";
import { imageTypes } from "./image-types.ts";

export const imagePolicySchema = z.strictObject({
  types: z.array(z.enum(imageTypes)).min(1),
  maxSizeBytes: z.int().min(1),
  /** width × height, for every type but AVIF */
  maxPixels: z.int().min(1),
  /** AVIF costs about 15 bytes a pixel to decode, so its limit is its own */
  maxPixelsAvif: z.int().min(1),
  maxSidePx: z.int().min(1),
  /** longer side ÷ shorter side */
  maxAspectRatio: z.number().min(1),
  /** files in one list of one person; the server's quota is another matter */
  maxFiles: z.int().min(1),
});

export type ImagePolicy = z.infer<typeof imagePolicySchema>;

/**
 * Picket's own limits, with yours over them.
 * @param limits what to change, e.g. `{ maxSizeBytes: 5 * 1024 * 1024 }`
 */
export function createImagePolicy(limits: Partial<ImagePolicy> = {}): ImagePolicy {
  return imagePolicySchema.parse({ ...defaults, ...limits });
}

const MiB = 1024 * 1024;

const defaults: ImagePolicy = {
  types: [...imageTypes],
  maxSizeBytes: 15 * MiB,
  maxPixels: 50_000_000,
  maxPixelsAvif: 25_000_000,
  maxSidePx: 12_000,
  maxAspectRatio: 50,
  maxFiles: 20,
};
