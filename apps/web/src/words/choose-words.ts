/** Which of our languages somebody reads best. */
import { english, type Words } from "./english.ts";
import { german } from "./german.ts";

const shipped = [english, german];

/** @param languages as in `navigator.languages`, the best first @returns English where there is nothing better */
export function chooseWords(languages: readonly string[]): Words {
  for (const language of languages) {
    const found = shipped.find(({ lang }) => lang === language.split("-")[0]?.toLowerCase());
    if (found) return found;
  }
  return english;
}
