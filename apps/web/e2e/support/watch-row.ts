/** Writes down what a row of the list says from its first moment on, however short. */
import type { Page } from "@playwright/test";

type RowHistory = { percents: number[]; texts: string[] };

/** @returns asks for what was seen so far, without repetitions */
export async function watchRow(page: Page, fileName: string): Promise<() => Promise<RowHistory>> {
  const history = await page.evaluateHandle((name): RowHistory => {
    const seen: RowHistory = { percents: [], texts: [] };
    const note = () => {
      const rows = [...document.querySelectorAll("li")];
      const row = rows.find(({ textContent }) => textContent.includes(name));
      const percent = row?.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow");
      const text = row?.querySelector(".upload-status")?.textContent;
      if (percent && seen.percents.at(-1) !== Number(percent)) seen.percents.push(Number(percent));
      if (text && seen.texts.at(-1) !== text) seen.texts.push(text);
    };
    new MutationObserver(note).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    return seen;
  }, fileName);
  return () => history.jsonValue();
}
