/** How products and images are named by whoever asks for one. */
import { z } from "zod";

/** A UUID today; short and of plain characters always, because it travels in claims. */
export const productIdSchema = z.string().regex(/^[\w-]{1,64}$/);

/** 32 hexadecimal digits, as the upload made it. */
export const imageIdSchema = z.string().regex(/^[0-9a-f]{32}$/);
