/** How a page of a list is asked for; where it ended is text that means nothing to the page. */
import { z } from "zod";
import type { PageCursor } from "../db/page-cursor.ts";

export function writeCursor({ micros, id }: PageCursor): string {
  return `${micros}.${id}`;
}

const cursorSchema = z
  .string()
  .regex(/^\d{1,16}\.[\w-]{1,64}$/)
  .transform((text): PageCursor => {
    const [micros = "", id = ""] = text.split(".");
    return { micros, id };
  });

export const pageRequestSchema = z.strictObject({
  limit: z.int().min(1).max(100).default(50),
  cursor: cursorSchema.optional(),
  /** what a page that loads more and more says besides; there is only one direction */
  direction: z.literal("forward").optional(),
});
