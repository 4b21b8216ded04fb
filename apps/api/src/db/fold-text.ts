/**
 * Text as it is searched: without case, accents, and ways to write the same letter. In our own code, for what a
 * database takes for the same letter depends on where it runs.
 */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036F]/g, "")
    .toLowerCase();
}
