/** What people read, by code: what happened, then what they can do. */
import type { UploadErrorCode } from "../error-table.ts";
import type { Refusal } from "../upload-error.ts";
import { english } from "./english.ts";

/** A sentence for every code; replace any of them, or all for another language. */
export type Messages = {
  [Code in UploadErrorCode]: (details: Extract<Refusal, { code: Code }>["details"]) => string;
};

/**
 * @param messages a language, or some sentences of your own; English stands in for what it leaves out
 * @returns one or two sentences for the person with the file
 * @example describeRefusal(item.refusal, { ...german, FORBIDDEN: () => "Diesen Artikel gibt es nicht mehr." })
 */
export function describeRefusal(refusal: Refusal, messages: Partial<Messages> = {}): string {
  // Code and details come as a pair of the same row; TypeScript cannot follow that through an index.
  const describe = (messages[refusal.code] ?? english[refusal.code]) as (
    details: Refusal["details"],
  ) => string;
  return describe(refusal.details);
}
