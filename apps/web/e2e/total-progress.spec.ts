/** How long all photos together take, as far as that can be known. */
import { jpegFromPhone } from "./support/pictures.ts";
import { expect, openNewProduct, picker, publishedPhotos, test, throttle } from "./support/test.ts";

test("amount, speed and time left of all photos are shown, and only the amount when bytes stop", async ({
  page,
  shop,
}) => {
  await openNewProduct(page, "Cake stand");
  await throttle(page, 150_000);
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let posts = 0;
  // The first goes through, of the second no byte does.
  await page.route(`${shop.storageUrl}/**`, async (route) => {
    if (route.request().method() === "POST" && (posts += 1) > 1) await released;
    await route.continue();
  });
  await picker(page).setInputFiles([
    await jpegFromPhone("stand.jpg", { width: 1200, height: 1600 }),
    await jpegFromPhone("plate.jpg", { width: 1200, height: 1610 }),
  ]);
  const bar = page.getByRole("progressbar", { name: "All photos" });
  const amount = String.raw`\d\.?\d? of \d\.\d MB`;
  const flowing = new RegExp(String.raw`^${amount} · \d+ kB/s · about \d+ s left$`);
  await expect(bar).toHaveAttribute("aria-valuetext", flowing);
  await expect(page.getByText(flowing)).toBeVisible();

  await expect(publishedPhotos(page)).toHaveCount(1);
  await expect(bar).toHaveAttribute("aria-valuetext", new RegExp(`^${amount}$`));

  release();
  await throttle(page, -1);
  await expect(publishedPhotos(page)).toHaveCount(2);
  await expect(bar).toHaveCount(0);
});
