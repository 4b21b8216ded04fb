/** The pages themselves: what they are called, whom they are for, and that everyone can use them. */
import type { Page } from "@playwright/test";
import { isDrawn } from "./support/public-bytes.ts";
import { png } from "./support/pictures.ts";
import { findFaintText, findSmallTargets } from "./support/page-checks.ts";
import {
  createProduct,
  expect,
  openShop,
  picker,
  publishNewProduct,
  publishedPhotos,
  signInWithDemo,
  test,
} from "./support/test.ts";

test("each page names the browser's tab after itself", async ({ page }) => {
  await page.context().clearCookies();
  await page.goto("/");
  await expect(page).toHaveTitle("Sign in to your shop · Picket");
  await signInWithDemo(page);
  await createProduct(page, "Coaster");
  await expect(page).toHaveTitle("Coaster · Picket");
  await page.getByRole("link", { name: "Products", exact: true }).click();
  await expect(page).toHaveTitle("Products · Picket");
  await page.goto("/no/such/page");
  await expect(page).toHaveTitle("Page not found · Picket");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such page");
  await page.getByRole("link", { name: "Show all products" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Products");
});

test("a new account has a shop of its own and cannot open the products of another", async ({
  page,
  allowProblems,
}) => {
  allowProblems(/status of 404/);
  await signInWithDemo(page);
  await createProduct(page, "Secret prototype");
  const address = page.url();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/");
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByLabel("Your name").fill("Robin");
  await page.getByLabel("E-mail").fill("robin@picket.example");
  await page.getByLabel("Password").fill("a long enough one");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Products");

  for (const foreign of [address, "/products/does-not-exist"]) {
    await page.goto(foreign);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      "This product is not in your shop",
    );
    await expect(page.getByText("Secret prototype")).toHaveCount(0);
  }
  await page.getByRole("link", { name: "Show all products" }).click();
  await expect(page.getByText("Make your first product")).toBeVisible();
});

test("nothing jumps when the photos of a product arrive late", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await publishNewProduct(
    page,
    "Platter",
    await png("wide.png", { width: 800, height: 500 }),
    await png("wider.png", { width: 810, height: 500 }),
    await png("tall.png", { width: 500, height: 800 }),
    await png("taller.png", { width: 500, height: 810 }),
  );
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const heldBack: string[] = [];
  await page.route("**/images/**", async (route) => {
    heldBack.push(route.request().url());
    await released;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await expect(publishedPhotos(page)).toHaveCount(4);
  await expect.poll(() => heldBack.length).toBe(4);
  for (const image of await publishedPhotos(page).all()) {
    expect(await image.evaluate(isDrawn)).toBe(false);
  }
  const readPlaces = () =>
    publishedPhotos(page).evaluateAll((images) =>
      images.map((image) => image.getBoundingClientRect().toJSON() as unknown),
    );
  const places = await readPlaces();
  release();
  for (const image of await publishedPhotos(page).all()) {
    await expect.poll(() => image.evaluate(isDrawn)).toBe(true);
  }
  expect(await readPlaces()).toEqual(places);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`on a phone, ${colorScheme}: targets are large enough, text stands out, nothing is cut off`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme });
    await page.context().clearCookies();
    await page.goto("/");
    await expect(page.getByRole("button", { name: "Use the demo account" })).toBeVisible();
    await expectUsable(page);
    await signInWithDemo(page);
    await createProduct(page, `Trivet, ${colorScheme}`);
    await picker(page).setInputFiles([
      await png("a-photo-with-a-name-that-is-much-too-long-for-a-phone.png", {
        width: 320,
        height: 240,
      }),
      { name: "nothing.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(0) },
    ]);
    await expect(publishedPhotos(page)).toHaveCount(1);
    await expectUsable(page);
    await page.getByRole("link", { name: "Products", exact: true }).click();
    await expect(
      page.getByRole("link", { name: new RegExp(`^Trivet, ${colorScheme}`) }),
    ).toBeVisible();
    await expectUsable(page);
  });
}

test("every page has one main heading, and every control and picture a name", async ({ page }) => {
  await publishNewProduct(page, "Napkin ring", await png("ring.png"));
  await expect(publishedPhotos(page)).toHaveAccessibleName("Napkin ring, photo 1");
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  for (const control of await page.getByRole("button").or(page.getByRole("link")).all()) {
    await expect(control).toHaveAccessibleName(/\w/);
  }
  await expect(picker(page)).toHaveAccessibleName("Add photos");
  await expect(picker(page)).toHaveAccessibleDescription(
    /JPEG, PNG, WebP or AVIF, up to 15 MB each/,
  );
});

test("the list of products works with the keyboard and closes its dialog with Escape", async ({
  page,
}) => {
  await openShop(page);
  const opener = page.getByRole("button", { name: "New product" });
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Title")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(opener).toBeFocused();
});

async function expectUsable(page: Page): Promise<void> {
  expect(await findSmallTargets(page)).toEqual([]);
  expect(await findFaintText(page)).toEqual([]);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "width of the page").toBeLessThanOrEqual(390);
}
