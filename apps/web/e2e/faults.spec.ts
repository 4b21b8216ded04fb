/** What goes wrong around the page: session, storage, API, a page that is left. Nothing in the list is lost. */
import type { Page } from "@playwright/test";
import { jpegFromPhone, png } from "./support/pictures.ts";
import {
  addSlowly,
  expect,
  openNewProduct,
  openShop,
  picker,
  publishedPhotos,
  readDemo,
  row,
  test,
  throttle,
} from "./support/test.ts";

test("signed out in between: the list waits, and goes on after signing in again", async ({
  page,
  allowProblems,
}) => {
  allowProblems(/status of 401/);
  const demo = await readDemo(page.request);
  await openNewProduct(page, "Pepper mill");
  await page.context().clearCookies();
  await picker(page).setInputFiles([
    await png("front.png"),
    await png("back.png", { width: 240, height: 320 }),
  ]);
  for (const name of ["front.png", "back.png"]) {
    await expect(row(page, name)).toContainText("You are not signed in any more.");
  }
  await page.getByRole("button", { name: "Sign in again" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog.getByLabel("E-mail")).toHaveValue(demo.email);
  await expect(dialog.getByLabel("Password")).toBeFocused();
  await page.keyboard.type(demo.password);
  await page.keyboard.press("Enter");

  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Sign in again" })).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: "Pepper mill" })).toBeFocused();
  for (const name of ["front.png", "back.png"]) {
    await expect(row(page, name).getByText("Published", { exact: true })).toBeVisible();
  }
  await expect(publishedPhotos(page)).toHaveCount(2);
});

test("storage down: says so after trying by itself, and the same row works when it is back", async ({
  page,
  shop,
  allowProblems,
}) => {
  test.setTimeout(120_000);
  // and the server's answers that nothing has arrived
  allowProblems(/net::ERR_FAILED|status of 422/);
  await openNewProduct(page, "Sieve");
  await page.route(`${shop.storageUrl}/**`, (route) => route.abort());
  await picker(page).setInputFiles(await png("sieve.png"));
  await expect(row(page, "sieve.png")).toContainText("Interrupted. Trying again by itself");
  const again = row(page, "sieve.png").getByRole("button", { name: "Try again: sieve.png" });
  await expect(again).toBeVisible({ timeout: 90_000 });
  await expect(row(page, "sieve.png")).toContainText("Check it and try again.");

  await page.unroute(`${shop.storageUrl}/**`);
  await again.click();
  await expect(row(page, "sieve.png").getByText("Published", { exact: true })).toBeVisible();
});

test("API down in the middle: the photo is kept, and the same row works when it is back", async ({
  page,
  allowProblems,
}) => {
  test.setTimeout(120_000);
  allowProblems(/net::ERR_FAILED/);
  await openNewProduct(page, "Whisk");
  await page.route("**/trpc/**", (route) => route.abort());
  await picker(page).setInputFiles(await png("whisk.png"));
  const again = row(page, "whisk.png").getByRole("button", { name: "Try again: whisk.png" });
  await expect(again).toBeVisible({ timeout: 90_000 });
  await expect(row(page, "whisk.png")).toContainText("The shop's server does not answer.");

  await page.unroute("**/trpc/**");
  await again.click();
  await expect(row(page, "whisk.png").getByText("Published", { exact: true })).toBeVisible();
});

test("API down when the page opens: one sentence and a way to try again", async ({
  page,
  allowProblems,
}) => {
  allowProblems(/net::ERR_FAILED/);
  await openShop(page);
  for (const calls of ["**/api/auth/**", "**/trpc/**"]) {
    await page.route(calls, (route) => route.abort());
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      "The shop's server does not answer",
    );
    await expect(page).toHaveTitle("No connection · Picket");
    await page.unroute(calls);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("link", { name: /Stoneware mug/ }).first()).toBeVisible();
  }
});

test("another page may be opened meanwhile; the upload goes on and the way back is shown", async ({
  page,
}) => {
  await openNewProduct(page, "Teapot");
  await addSlowly(page, await jpegFromPhone("teapot.jpg"));
  await page.getByRole("link", { name: "Products", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Products" })).toBeFocused();
  await page.getByRole("link", { name: "1 uploading of Teapot" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Teapot" })).toBeFocused();
  await expect(row(page, "teapot.jpg")).toContainText("Uploading");

  await throttle(page, -1);
  await page.getByRole("link", { name: "Products", exact: true }).click();
  await expect(page.getByRole("link", { name: /^Teapot/ })).toContainText("1 photo");
  await expect(page.getByRole("link", { name: "1 uploading of Teapot" })).toHaveCount(0);
});

test("closing the page asks first as long as a photo would not arrive then", async ({
  page,
  allowProblems,
}) => {
  // the server's answer that the paused one has not
  allowProblems(/status of 422/);
  await openNewProduct(page, "Jug");
  await addSlowly(page, await jpegFromPhone("jug.jpg"), await png("lid.png"));
  await expectQuestionOnClose(page);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(row(page, "jug.jpg")).toContainText("Paused");
  await expectQuestionOnClose(page);

  await throttle(page, -1);
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(publishedPhotos(page)).toHaveCount(2);
  await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
});

test("closing the page asks nothing when what is left has arrived", async ({ page }) => {
  await openNewProduct(page, "Carafe");
  // It never reaches the server, nor does it fail.
  await page.route("**/trpc/uploads.productImage.completeUpload*", () => {});
  await picker(page).setInputFiles(await png("carafe.png"));
  await expect(row(page, "carafe.png")).toContainText("Finishing…");
  await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
});

async function expectQuestionOnClose(page: Page): Promise<void> {
  const [question] = await Promise.all([
    page.waitForEvent("dialog"),
    page.close({ runBeforeUnload: true }),
  ]);
  expect(question.type()).toBe("beforeunload");
  await question.dismiss();
}
