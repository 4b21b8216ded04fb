import { z } from "zod";

/** A UUID today; short and of plain characters always, because it travels in claims. */
export const productIdSchema = z.string().regex(/^[\w-]{1,64}$/);
