/** Where a page of products ended, as text that means nothing to the page. */
import { z } from "zod";
import type { ProductCursor } from "../db/list-products.ts";

export function writeCursor({ createdAtMicros, id }: ProductCursor): string {
  return `${createdAtMicros}.${id}`;
}

export const productCursorSchema = z
  .string()
  .regex(/^\d{1,16}\.[\w-]{1,64}$/)
  .transform((text): ProductCursor => {
    const [createdAtMicros = "", id = ""] = text.split(".");
    return { createdAtMicros, id };
  });
