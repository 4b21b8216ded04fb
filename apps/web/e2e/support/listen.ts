/** Writes down what the page's live regions say, as a screen reader would hear it. */
import type { Page } from "@playwright/test";

/** @returns asks for what was said so far, in order; a sentence that is said twice is in it twice */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  const heard = await page.evaluateHandle(() => {
    const sentences: string[] = [];
    const note = (records: MutationRecord[]) => {
      for (const { target, addedNodes } of records) {
        const region = target instanceof Element && target.closest("[role=status]");
        if (!region || !region.checkVisibility()) continue;
        for (const { textContent } of addedNodes) {
          if (textContent?.trim()) sentences.push(textContent.trim());
        }
      }
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true });
    return sentences;
  });
  return () => heard.jsonValue();
}
