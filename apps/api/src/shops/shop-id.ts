/** How shops are named by whoever asks for one. */
import { z } from "zod";

/** A UUID today. */
export const shopIdSchema = z.string().regex(/^[\w-]{1,64}$/);
