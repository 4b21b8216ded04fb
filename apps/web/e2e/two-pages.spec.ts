/** One product that is open twice: what is published on one page is shown on the other. */
import { png } from "./support/pictures.ts";
import { expect, openNewProduct, picker, publishedPhotos, test } from "./support/test.ts";

test("in another tab what is published shows at once, and both go on to agree", async ({
  page,
  context,
}) => {
  await openNewProduct(page, "Trivet");
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByText("No photos yet.")).toBeVisible();
  await picker(page).setInputFiles(await png("trivet.png"));
  await expect(publishedPhotos(page)).toHaveCount(1);
  await expect(publishedPhotos(other)).toHaveCount(1);

  await picker(other).setInputFiles(await png("below.png", { width: 330, height: 240 }));
  await picker(page).setInputFiles(await png("above.png", { width: 340, height: 240 }));
  const read = (tab: typeof page) =>
    publishedPhotos(tab).evaluateAll((photos) => photos.map((photo) => photo.getAttribute("src")));
  for (const tab of [page, other]) {
    await expect(publishedPhotos(tab)).toHaveCount(3);
  }
  await expect
    .poll(async () => (await read(page)).join() === (await read(other)).join())
    .toBe(true);
});

test("on another device what is published shows when somebody comes back to the page", async ({
  page,
  browser,
  session,
  shop,
}) => {
  await openNewProduct(page, "Gravy boat");
  const device = await browser.newContext({ storageState: session, baseURL: shop.url });
  const other = await device.newPage();
  await other.goto(page.url());
  await expect(other.getByText("No photos yet.")).toBeVisible();
  await picker(page).setInputFiles(await png("boat.png"));
  await expect(publishedPhotos(page)).toHaveCount(1);
  await expect(publishedPhotos(other)).toHaveCount(0);
  // A page that is driven by a test is always in view, so only the event tells that it came back.
  await other.evaluate(() => {
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
  await expect(publishedPhotos(other)).toHaveCount(1);
  await device.close();
});
