/** Drop, paste and the keyboard alone: other ways to the same end. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JSHandle, Page } from "@playwright/test";
import { findSmallTargets } from "./support/page-checks.ts";
import { jpegFromPhone, png, type TestFile } from "./support/pictures.ts";
import {
  expect,
  openNewProduct,
  picker,
  publishedPhotos,
  row,
  signInWithDemo,
  test,
  throttle,
} from "./support/test.ts";

test("photos dropped anywhere on the product go online", async ({ page }) => {
  await openNewProduct(page, "Serving board");
  const transfer = await transferOf(page, await png("board.png"));
  const gallery = page.getByRole("region", { name: /^Published photos/ });
  await gallery.dispatchEvent("dragenter", { dataTransfer: transfer });
  await expect(page.locator("[data-drag-active=true]")).toBeVisible();
  await gallery.dispatchEvent("drop", { dataTransfer: transfer });
  await expect(page.locator("[data-drag-active=true]")).toHaveCount(0);
  await expect(publishedPhotos(page)).toHaveCount(1);
});

test("a photo dropped beside the product does not make the browser leave the page", async ({
  page,
}) => {
  await openNewProduct(page, "Apron");
  const transfer = await transferOf(page, await png("apron.png"));
  const isKept = await page.evaluate((dataTransfer) => {
    const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    return !document.querySelector("header")!.dispatchEvent(drop);
  }, transfer);
  expect(isKept).toBe(true);
});

test("a photo pasted on the page goes online", async ({ page }) => {
  await openNewProduct(page, "Oven glove");
  const transfer = await transferOf(page, await png("glove.png"));
  await page.evaluate((clipboardData) => {
    const paste = { clipboardData, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new ClipboardEvent("paste", paste));
  }, transfer);
  await expect(publishedPhotos(page)).toHaveCount(1);
});

test("a folder dropped on the product brings all photos in it", async ({ page }, testInfo) => {
  await openNewProduct(page, "Cutlery");
  const folder = testInfo.outputPath("cutlery");
  await mkdir(join(folder, "spoons"), { recursive: true });
  for (const name of ["fork.png", join("spoons", "spoon.png")]) {
    const { buffer } = await png(name, { width: 320 + name.length, height: 240 });
    await writeFile(join(folder, name), buffer);
  }
  const box = await page.getByText("Drop photos anywhere here").boundingBox();
  const browser = await page.context().newCDPSession(page);
  const drag = { x: box!.x + 5, y: box!.y + 5 };
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await browser.send("Input.dispatchDragEvent", { ...drag, type, data });
  }
  for (const name of ["fork.png", "spoon.png"]) {
    await expect(row(page, name).getByText("Published", { exact: true })).toBeVisible();
  }
  await expect(publishedPhotos(page)).toHaveCount(2);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a photo can be taken on the spot as well as chosen", async ({ page }) => {
    await openNewProduct(page, "Colander");
    await expect(page.getByText("Tap to choose photos")).toBeVisible();
    const camera = page.getByLabel("Take photo");
    await expect(camera).toHaveAttribute("capture", "environment");
    await expect(picker(page)).not.toHaveAttribute("capture");
    const chooser = page.waitForEvent("filechooser");
    await page.getByText("Take photo").tap();
    const photo = await jpegFromPhone("image.jpg", { width: 300, height: 400 });
    await (await chooser).setFiles(photo);
    await expect(row(page, "image.jpg").getByText("Published", { exact: true })).toBeVisible();
    await expect(publishedPhotos(page)).toHaveCount(1);
    expect(await findSmallTargets(page)).toEqual([]);
  });
});

test("the keyboard alone signs in, adds, cancels, tries again and removes, and never loses the focus", async ({
  page,
}) => {
  await openNewProduct(page, "Salt cellar");
  await page.context().clearCookies();
  await page.goto("/");
  // The server is asked first whether there is one.
  await expect(page.getByRole("button", { name: "Use the demo account" })).toBeVisible();
  await tabTo(page, "Use the demo account");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Salt cellar" })).toBeVisible();
  await tabTo(page, "Salt cellar");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Salt cellar" })).toBeFocused();

  await throttle(page, 50_000);
  // Asked for before the way there: the browser must know that the dialog will be answered.
  const chooser = page.waitForEvent("filechooser");
  await tabTo(page, "Add photos");
  await page.keyboard.press("Enter");
  const photo = await jpegFromPhone("salt.jpg");
  await (await chooser).setFiles(photo);
  await expect(row(page, "salt.jpg")).toContainText("Uploading");
  await tabTo(page, "Cancel: salt.jpg");
  await page.keyboard.press("Enter");
  await expect(row(page, "salt.jpg")).toContainText("Canceled");
  await expect(page.getByRole("button", { name: "Try again: salt.jpg" })).toBeFocused();

  await throttle(page, -1);
  await page.keyboard.press("Enter");
  await expect(row(page, "salt.jpg").getByText("Published", { exact: true })).toBeVisible();
  await expect(row(page, "salt.jpg")).toBeFocused();
  await expect(publishedPhotos(page)).toHaveCount(1);

  await throttle(page, 50_000);
  const nextChooser = page.waitForEvent("filechooser");
  await tabTo(page, "Add photos");
  await page.keyboard.press("Enter");
  const other = await jpegFromPhone("pepper.jpg", { width: 900, height: 1210 });
  await (await nextChooser).setFiles(other);
  await expect(row(page, "pepper.jpg")).toContainText("Uploading");
  await tabTo(page, "Cancel: pepper.jpg");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Try again: pepper.jpg" })).toBeFocused();
  await tabTo(page, "Remove: pepper.jpg");
  await page.keyboard.press("Enter");
  await expect(row(page, "pepper.jpg")).toHaveCount(0);
  await expect(picker(page)).toBeFocused();
  await expect(publishedPhotos(page)).toHaveCount(1);
});

test("removing a row hands the focus to the next one, and the last to the file picker", async ({
  page,
}) => {
  await openNewProduct(page, "Ladle");
  const empty = (name: string) => ({ name, mimeType: "image/jpeg", buffer: Buffer.alloc(0) });
  await picker(page).setInputFiles([empty("one.jpg"), empty("two.jpg")]);
  await page.getByRole("button", { name: "Remove: one.jpg" }).click();
  await expect(page.getByRole("button", { name: "Remove: two.jpg" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(picker(page)).toBeFocused();
});

test("sign-in says what is wrong and keeps what was typed", async ({ page, allowProblems }) => {
  allowProblems(/status of 401/);
  await page.context().clearCookies();
  await page.goto("/");
  await page.getByLabel("E-mail").fill("demo@picket.example");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText(/E-mail and password do not match/);
  await expect(page.getByLabel("E-mail")).toHaveValue("demo@picket.example");
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await signInWithDemo(page);
});

/** Files as a drag or the clipboard carries them. */
async function transferOf(page: Page, file: TestFile): Promise<JSHandle<DataTransfer>> {
  const bytes = [...file.buffer];
  return page.evaluateHandle(
    ({ name, mimeType, content }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(content)], name, { type: mimeType }));
      return transfer;
    },
    { name: file.name, mimeType: file.mimeType, content: bytes },
  );
}

/** Presses Tab until the focus is on what is called so; there are fewer than 40 stops on any page. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    const label = await page.evaluate(() => {
      const active = document.activeElement;
      const labelledBy = active?.getAttribute("aria-labelledby");
      const labelElement = labelledBy ? document.getElementById(labelledBy) : active;
      return active?.getAttribute("aria-label") ?? labelElement?.textContent ?? "";
    });
    if (label.startsWith(name)) return;
  }
  throw new Error(`The keyboard does not reach "${name}".`);
}
