/** A page that is reloaded and a connection that goes away: no photo is lost, and none is published twice. */
import type { Page } from "@playwright/test";
import { isDrawn } from "./support/public-bytes.ts";
import { jpegFromPhone, png } from "./support/pictures.ts";
import {
  addSlowly,
  createProduct,
  expect,
  openNewProduct,
  picker,
  publishedPhotos,
  row,
  signInWithDemo,
  test,
  throttle,
} from "./support/test.ts";

test("reloaded before a photo had arrived: it is named, and choosing it again publishes it once", async ({
  page,
  allowProblems,
}) => {
  // the server's answer that nothing has arrived
  allowProblems(/status of 422/);
  await openNewProduct(page, "Colander");
  const photo = await jpegFromPhone("colander.jpg");
  await addSlowly(page, photo);

  for (let reloads = 0; reloads < 2; reloads += 1) {
    await page.reload();
    await expect(row(page, "colander.jpg")).toContainText("Choose this photo again");
    await expect(
      page.getByText("The page was reloaded before 1 photo had arrived.", { exact: true }),
    ).toBeVisible();
  }
  await expect(row(page, "colander.jpg").locator("img")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Try again: colander.jpg" })).toHaveCount(0);

  await throttle(page, -1);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose it again" }).press("Enter");
  await (await chooser).setFiles(photo);
  await expect(row(page, "colander.jpg").getByText("Published", { exact: true })).toBeVisible();
  await expect(row(page, "colander.jpg")).toHaveCount(1);
  await expect(picker(page)).toBeFocused();

  await page.reload();
  await expect(publishedPhotos(page)).toHaveCount(1);
  await expect(row(page, "colander.jpg")).toHaveCount(0);
});

test("a photo that a reload has lost can be taken out of the list, and is forgotten then", async ({
  page,
  allowProblems,
}) => {
  allowProblems(/status of 422/);
  await openNewProduct(page, "Tongs");
  await addSlowly(
    page,
    await jpegFromPhone("one.jpg"),
    await jpegFromPhone("two.jpg", { width: 900, height: 1210 }),
  );
  await expect(row(page, "two.jpg")).toContainText("Uploading");
  await page.reload();
  await expect(page.getByText("2 to choose again", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Choose them again" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Clear finished" })).toHaveCount(0);
  await page.getByRole("button", { name: "Remove: one.jpg" }).click();
  await expect(row(page, "one.jpg")).toHaveCount(0);
  await page.reload();
  await expect(row(page, "two.jpg")).toContainText("Choose this photo again");
  await expect(row(page, "one.jpg")).toHaveCount(0);
});

test("whichever page was reloaded, a photo that it has lost is named until it is given up", async ({
  page,
  allowProblems,
}) => {
  allowProblems(/status of 422/);
  await signInWithDemo(page);
  await createProduct(page, "Skimmer");
  await addSlowly(page, await jpegFromPhone("skimmer.jpg"));
  await page.getByRole("link", { name: "Products", exact: true }).click();
  await page.reload();
  await page.getByRole("link", { name: "1 not published of Skimmer" }).click();
  await expect(row(page, "skimmer.jpg")).toContainText("Choose this photo again");

  const remembered = () => page.evaluate(() => Object.keys(sessionStorage));
  expect(await remembered()).not.toEqual([]);
  page.once("dialog", (question) => void question.accept());
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to your shop");
  await expect.poll(remembered).toEqual([]);
});

test("reloaded when the photo had arrived: it is finished without being chosen or sent again", async ({
  page,
  shop,
}) => {
  await openNewProduct(page, "Peeler");
  const completions = "**/trpc/uploads.productImage.completeUpload*";
  let wasAsked = () => {};
  const asked = new Promise<void>((resolve) => (wasAsked = resolve));
  // It never reaches the server, nor does it fail: the page goes first.
  await page.route(completions, () => wasAsked());
  await picker(page).setInputFiles(await png("peeler.png"));
  await asked;
  await expect(row(page, "peeler.png")).toContainText("Finishing…");

  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().startsWith(shop.storageUrl)) {
      sent.push(request.url());
    }
  });
  await page.unroute(completions);
  await page.reload();
  await expect(row(page, "peeler.png").getByText("Published", { exact: true })).toBeVisible();
  const thumbnail = row(page, "peeler.png").locator("img");
  await expect.poll(() => thumbnail.evaluate(isDrawn)).toBe(true);
  await expect(publishedPhotos(page)).toHaveCount(1);
  expect(sent).toEqual([]);
});

test("no connection: one calm sentence, and the photos go on when it is back", async ({
  page,
  allowProblems,
}) => {
  // and the server's answer that the first photo has not arrived
  allowProblems(/ERR_INTERNET_DISCONNECTED|status of 422/);
  await openNewProduct(page, "Ramekin");
  await addSlowly(page, await jpegFromPhone("ramekin.jpg"));
  await page.context().setOffline(true);
  await picker(page).setInputFiles(await png("stack.png"));
  for (const name of ["ramekin.jpg", "stack.png"]) {
    await expect(row(page, name)).toContainText("Waiting for the connection");
  }
  await expect(page.getByText("2 waiting", { exact: true })).toBeVisible();
  await expect(offlineNotice(page)).toHaveCount(1);
  await page.getByRole("link", { name: "Products", exact: true }).click();
  await page.getByRole("link", { name: "2 waiting of Ramekin" }).click();

  await page.context().setOffline(false);
  for (const name of ["ramekin.jpg", "stack.png"]) {
    await expect(row(page, name).getByText("Published", { exact: true })).toBeVisible();
  }
  await expect(offlineNotice(page)).toHaveCount(0);
  await expect(publishedPhotos(page)).toHaveCount(2);
});

function offlineNotice(page: Page) {
  return page
    .getByRole("paragraph")
    .filter({ hasText: "No connection. Your photos go on by themselves when it is back." });
}
