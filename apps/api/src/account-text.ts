/** What accounts may be given as text: their names are shown to others, and better-auth takes anything. */
import { z } from "zod";
import { plainTitle } from "./products/plain-text.ts";

const accountSchema = z.looseObject({
  name: plainTitle(80).optional(),
  // The longest that mail can be sent to; an index of the database has its limit, too.
  email: z.string().max(254).optional(),
  image: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullish(),
});

/**
 * @param body of any call to the accounts, as parsed from JSON; what else it holds is better-auth's business
 * @returns a sentence for whoever sent it; null when nothing is wrong
 */
export function findAccountProblem(body: unknown): string | null {
  if (holdsNul(body)) return "Text must not contain NUL.";
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const parsed = accountSchema.safeParse(body);
  const [issue] = parsed.error?.issues ?? [];
  return issue ? `This ${issue.path.join(".")} cannot be taken.` : null;
}

/** JSON may carry it, but no text column can hold it. Without recursion: it may be nested deeper than the stack is. */
function holdsNul(body: unknown): boolean {
  const parts = [body];
  while (parts.length > 0) {
    const part = parts.pop();
    if (typeof part === "string" && part.includes("\0")) return true;
    if (typeof part === "object" && part !== null) {
      for (const [name, value] of Object.entries(part)) parts.push(name, value);
    }
  }
  return false;
}
