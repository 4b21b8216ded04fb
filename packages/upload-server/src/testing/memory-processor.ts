/** A processor that decodes nothing: what it gives back follows from the bytes, like a real one's. */
import { createHash } from "node:crypto";
import type { ImageProcessor } from "../image-processor.ts";

/** Every image becomes a square of the smallest width: one WebP and one JPEG, of a few bytes each. */
export function createMemoryProcessor(): ImageProcessor {
  return {
    render: async (bytes, { widths }) => {
      const width = Math.min(...widths);
      const digest = createHash("sha256").update(bytes).digest();
      return {
        width,
        height: width,
        placeholder: digest.toString("base64"),
        variants: [
          {
            width,
            height: width,
            type: "image/webp",
            bytes: Buffer.from(`webp ${digest.toString("hex")}`),
          },
          {
            width,
            height: width,
            type: "image/jpeg",
            bytes: Buffer.from(`jpeg ${digest.toString("hex")}`),
          },
        ],
      };
    },
  };
}
