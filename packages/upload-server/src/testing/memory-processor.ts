/** A processor that decodes nothing: what it gives back follows from the bytes, like a real one's. */
import { createHash } from "node:crypto";
import type { ImageProcessor } from "../image-processor.ts";

/** Every image becomes a square of the smallest width, one of a few bytes in each format. */
export function createMemoryProcessor(): ImageProcessor {
  return {
    render: async (bytes, { widths, formats }) => {
      const side = Math.min(...widths);
      const digest = createHash("sha256").update(bytes).digest();
      return {
        width: side,
        height: side,
        placeholder: digest.toString("base64"),
        dominantColor: `#${digest.toString("hex", 0, 3)}`,
        variants: formats.map(({ type }) => ({
          width: side,
          height: side,
          type,
          bytes: Buffer.from(`${type} ${digest.toString("hex")}`),
        })),
      };
    },
  };
}
