/** The whole line for somebody whose browser speaks German. */
import type { Page } from "@playwright/test";
import { listen } from "./support/listen.ts";
import { findSmallTargets } from "./support/page-checks.ts";
import { heic, jpegFromPhone } from "./support/pictures.ts";
import { expect, test, throttle } from "./support/test.ts";

test.use({
  locale: "de-DE",
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
});

test("every page, message and announcement is German, and numbers are written as Germans write them", async ({
  page,
}) => {
  await page.context().clearCookies();
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page).toHaveTitle("In Ihrem Shop anmelden · Picket");
  await expectFits(page);
  await page.getByRole("button", { name: "Demo-Konto verwenden" }).click();
  await page.getByRole("button", { name: "Neues Produkt" }).click();
  await page.getByLabel("Titel").fill("Krug");
  await page.getByRole("button", { name: "Anlegen und Fotos hinzufügen" }).click();
  await expect(page.getByText("Noch keine Fotos. Das erste")).toBeVisible();
  await expect(page.getByText("JPEG, PNG, WebP oder AVIF, jeweils bis 15 MB")).toBeVisible();
  await expectFits(page);

  const heard = await listen(page);
  await throttle(page, 200_000);
  await page
    .getByLabel("Fotos hinzufügen", { exact: true })
    .and(page.locator("input"))
    .setInputFiles([
      await jpegFromPhone("krug.jpg", { width: 1200, height: 1600 }),
      await jpegFromPhone("deckel.jpg", { width: 1200, height: 1610 }),
      heic("IMG_0042.HEIC"),
    ]);
  await expect(page.getByText(/^\d,\d von \d,\d MB · \d+ kB\/s · noch etwa \d+ s$/)).toBeVisible();
  await expect(page.getByText(/^Wird hochgeladen, \d+ %$/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Abbrechen: krug.jpg" })).toBeVisible();
  await expect(page.getByText(/^Das ist ein iPhone-Foto im Format HEIC\./)).toBeVisible();
  await expectFits(page);
  await throttle(page, -1);
  await expect(page.getByText("2 veröffentlicht, 1 abgelehnt", { exact: true })).toBeVisible();
  await expect(page.getByRole("img", { name: "Krug, Foto 2" })).toBeVisible();
  await expect
    .poll(async () => (await heard()).at(-1))
    .toBe("Alles fertig: 2 veröffentlicht, 1 nicht veröffentlicht.");
  expect((await heard())[0]).toBe("3 Fotos werden hinzugefügt.");

  await page.getByRole("link", { name: "Produkte", exact: true }).click();
  await expect(page.getByRole("link", { name: /^Krug/ })).toContainText("2 Fotos");
  await page.goto("/produkte/gibt/es/nicht");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Diese Seite gibt es nicht");
  await expectFits(page);
});

/** German words are longer. */
async function expectFits(page: Page): Promise<void> {
  expect(await findSmallTargets(page)).toEqual([]);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "width of the page").toBeLessThanOrEqual(390);
}
