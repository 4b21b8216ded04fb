/** What passes between the server and the decode process. The process ate foreign bytes, so its answers are parsed like foreign input. */
import { readImageHeader } from "@picket/upload-core";
import { z } from "zod";
import type { RenderedImage, RenderSpec } from "../image-processor.ts";
import { variantTypes } from "../variant-spec.ts";

export type DecodeJob = { bytes: Uint8Array; spec: RenderSpec };

/** What a process says once, when it can be given its first job. */
export const readySchema = z.literal("ready");

const sizePx = z.int().min(1);

const renderedImageSchema = z.strictObject({
  width: sizePx,
  height: sizePx,
  placeholder: z.base64().max(64),
  dominantColor: z.string().regex(/^#[0-9a-f]{6}$/),
  variants: z.array(
    z.strictObject({
      width: sizePx,
      height: sizePx,
      type: z.enum(variantTypes),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    }),
  ),
});

/** resident memory after the job, in bytes */
const rssBytes = z.number();
/** for logs only */
const reason = z.string();

/** `unreadable` is the image's fault, `failed` is ours. */
const decodeAnswerSchema = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("rendered"), image: renderedImageSchema, rssBytes }),
  z.strictObject({ status: z.literal("unreadable"), reason, rssBytes }),
  z.strictObject({ status: z.literal("failed"), reason, rssBytes }),
]);

export type DecodeAnswer = z.infer<typeof decodeAnswerSchema>;

/**
 * @param spec what was asked for
 * @throws Error when the message is no answer, or holds other images than were asked for
 */
export function readAnswer(message: unknown, spec: RenderSpec): DecodeAnswer {
  const answer = decodeAnswerSchema.parse(message);
  if (answer.status === "rendered") checkVariants(answer.image, spec);
  return answer;
}

/** What is published is what it says it is: else a process that a file took over could publish a page under an image's key. */
function checkVariants({ variants }: RenderedImage, { formats, widths }: RenderSpec): void {
  const names = new Set<string>();
  for (const { type, width, height, bytes } of variants) {
    const header = readImageHeader(bytes);
    const isWhatItSays =
      header.status === "ok" &&
      header.type === type &&
      header.width === width &&
      header.height === height;
    const isAskedFor =
      formats.some((format) => format.type === type) && width <= Math.max(...widths);
    names.add(`${width} ${type}`);
    if (!isWhatItSays || !isAskedFor) throw new Error(`not asked for: ${width}x${height} ${type}`);
  }
  if (names.size !== variants.length) throw new Error("the same variant twice");
}
