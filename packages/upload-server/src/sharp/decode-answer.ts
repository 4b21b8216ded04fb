/** What passes between the server and the decode process. The process ate foreign bytes, so its answers are parsed like foreign input. */
import { z } from "zod";
import type { RenderSpec } from "../image-processor.ts";
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
export const decodeAnswerSchema = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("rendered"), image: renderedImageSchema, rssBytes }),
  z.strictObject({ status: z.literal("unreadable"), reason, rssBytes }),
  z.strictObject({ status: z.literal("failed"), reason, rssBytes }),
]);

export type DecodeAnswer = z.infer<typeof decodeAnswerSchema>;
