/** Photos are ready in another order than they were picked in, and stand on the shelf as they were picked. */
import type { Page } from "@playwright/test";
import { jpegFromPhone, png } from "./support/pictures.ts";
import {
  expect,
  openNewProduct,
  picker,
  publishedPhotos,
  row,
  test,
  throttle,
} from "./support/test.ts";

/** Told apart by their widths. */
function shelf(page: Page): Promise<(string | null)[]> {
  return publishedPhotos(page).evaluateAll((photos) =>
    photos.map((photo) => photo.getAttribute("width")),
  );
}

/** @returns reads every state of the shelf so far, each as its widths */
async function watchShelf(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    const look = (): void => {
      const photos = [...document.querySelectorAll(".gallery-photo img")];
      const now = photos.map((photo) => photo.getAttribute("width")).join();
      if (now !== seen.at(-1)) seen.push(now);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    Object.assign(window, { seenShelves: seen });
  });
  return () =>
    page.evaluate(() => {
      // Put there above.
      const { seenShelves } = window as unknown as { seenShelves: string[] };
      return seenShelves;
    });
}

test("the first picked is the cover although it is ready last, and no photo moves but to make room", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await openNewProduct(page, "Stoneware bowl, in order");
  const seen = await watchShelf(page);
  const large = await jpegFromPhone("1.jpg", { width: 2400, height: 3200 });
  const small = (number: number) => png(`${number}.png`, { width: 300 + number, height: 300 });
  await picker(page).setInputFiles([large, await small(2), await small(3), await small(4)]);
  await expect(publishedPhotos(page)).toHaveCount(4, { timeout: 60_000 });

  // the widest that is published
  const widths = ["2048", "302", "303", "304"];
  expect(await shelf(page)).toEqual(widths);
  const states = (await seen()).map((state) => state.split(",").filter(Boolean));
  expect(states.find((shown) => shown.length > 0)).not.toContain("2048");
  for (const shown of states) {
    expect(shown, "in each moment those that are there are in order").toEqual(
      widths.filter((width) => shown.includes(width)),
    );
  }
  const cover = page.locator(".gallery-photo").filter({ hasText: "Cover" }).getByRole("img");
  await expect(cover).toHaveAttribute("width", "2048");
  await page.reload();
  await expect(publishedPhotos(page)).toHaveCount(4);
  expect(await shelf(page)).toEqual(widths);
});

test("a photo that a reload has lost takes its old place when it is chosen again", async ({
  page,
  allowProblems,
}) => {
  // the server's answer that nothing has arrived
  allowProblems(/status of 422/);
  await openNewProduct(page, "Stoneware plate, in order");
  await throttle(page, 300_000);
  const first = await jpegFromPhone("1.jpg", { width: 1500, height: 2000 });
  const second = await png("2.png", { width: 120, height: 90 });
  await picker(page).setInputFiles([first, second]);
  await expect(row(page, "2.png").getByText("Published", { exact: true })).toBeVisible();
  await page.reload();
  await expect(row(page, "1.jpg")).toContainText("Choose this photo again");
  await throttle(page, -1);
  await picker(page).setInputFiles([first, await png("3.png", { width: 130, height: 90 })]);
  await expect(publishedPhotos(page)).toHaveCount(3);
  expect(await shelf(page)).toEqual(["1500", "120", "130"]);
});
