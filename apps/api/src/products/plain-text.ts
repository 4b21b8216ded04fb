/** What people write in one line: titles, names, alt texts. */
import { z } from "zod";

/**
 * One line of text as people write it, in the one form (NFC) in which the same letters are the same.
 * Without control characters and line ends, half pairs (which Postgres refuses), and what turns the direction of
 * the text around it.
 */
export function plainText(maxLength: number) {
  return z
    .string()
    .normalize("NFC")
    .trim()
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u);
}

/** As plain text, with something in it that can be seen. */
export function plainTitle(maxLength: number) {
  return plainText(maxLength).regex(/[\p{L}\p{N}\p{P}\p{S}]/u);
}
