/** What can be done with all photos of the list at once. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { listen } from "./support/listen.ts";
import { jpegFromPhone, png } from "./support/pictures.ts";
import {
  expect,
  openNewProduct,
  picker,
  publishNewProduct,
  publishedPhotos,
  row,
  test,
  throttle,
} from "./support/test.ts";

const names = ["one.jpg", "two.jpg", "three.jpg", "four.jpg"];

test("all are canceled at once: what is published stays, and the others can be added after all", async ({
  page,
}) => {
  await publishNewProduct(page, "Rolling pin", await png("first.png"));
  await addFourSlowly(page);
  await page.getByRole("button", { name: "Cancel all" }).press("Enter");
  for (const name of names) await expect(row(page, name)).toContainText("Canceled");
  await expect(
    page.getByText("4 photos canceled. Published photos stay.", { exact: true }),
  ).toBeVisible();
  await expect(publishedPhotos(page)).toHaveCount(1);
  const afterAll = page.getByRole("button", { name: "Add them after all" });
  await expect(afterAll).toBeFocused();

  await throttle(page, -1);
  await afterAll.click();
  await expect(publishedPhotos(page)).toHaveCount(5);
});

test("all that failed are tried again at once, and what was canceled on purpose is not", async ({
  page,
  allowProblems,
}) => {
  allowProblems(/status of 507/);
  await openNewProduct(page, "Pastry brush");
  await page.route("**/trpc/uploads.productImage.getUploadTicket*", async (route) => {
    const upload = { code: "QUOTA_EXCEEDED", details: {} };
    const error = { message: upload.code, code: -32603, data: { upload } };
    await route.fulfill({ status: 507, json: { error } });
  });
  await picker(page).setInputFiles([
    await png("handle.png"),
    await png("bristles.png", { width: 330, height: 240 }),
  ]);
  for (const name of ["handle.png", "bristles.png"]) {
    await expect(row(page, name)).toContainText("Your shop's storage is full.");
  }
  await page.unrouteAll();
  await throttle(page, 50_000);
  await picker(page).setInputFiles(await jpegFromPhone("unwanted.jpg"));
  await page.getByRole("button", { name: "Cancel: unwanted.jpg" }).click();
  await throttle(page, -1);
  await page.getByRole("button", { name: "Try all 2 again" }).click();
  await expect(publishedPhotos(page)).toHaveCount(2);
  await expect(row(page, "unwanted.jpg")).toContainText("Canceled");
});

test("a paused list sends nothing, says so, and goes on when it is told to", async ({
  page,
  shop,
  allowProblems,
}) => {
  // the server's answers that nothing had arrived
  allowProblems(/status of 422/);
  await openNewProduct(page, "Whetstone");
  await addFourSlowly(page);
  const heard = await listen(page);
  await page.getByRole("button", { name: "Pause" }).press("Enter");
  await expect.poll(heard).toContain("Paused");
  await expect(page.getByRole("heading", { name: "Paused" })).toBeVisible();
  for (const name of names) await expect(row(page, name)).toContainText("Paused");
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(shop.storageUrl)) sent.push(request.url());
  });
  await throttle(page, -1);
  await picker(page).setInputFiles(await png("later.png"));
  await expect(row(page, "later.png")).toContainText("Paused");
  expect(sent).toEqual([]);

  const goOn = page.getByRole("button", { name: "Go on" });
  await expect(goOn).toBeFocused();
  await goOn.press("Enter");
  await expect.poll(heard).toContain("Adding photos");
  await expect(publishedPhotos(page)).toHaveCount(5);
});

test("where the browser is wrong about the connection, the photos can be sent all the same", async ({
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "onLine", { get: () => false });
  });
  await openNewProduct(page, "Corer");
  await picker(page).setInputFiles(await png("corer.png"));
  await expect(row(page, "corer.png")).toContainText("Waiting for the connection");
  await page.getByRole("button", { name: "Try now" }).click();
  await expect(publishedPhotos(page)).toHaveCount(1);
});

test("a folder can be chosen as well as dropped", async ({ page }, testInfo) => {
  await openNewProduct(page, "Skewers");
  const folder = testInfo.outputPath("skewers");
  await mkdir(folder, { recursive: true });
  for (const name of ["long.png", "short.png"]) {
    const { buffer } = await png(name, { width: 300 + name.length, height: 240 });
    await writeFile(join(folder, name), buffer);
  }
  await page.getByLabel("Choose a folder").setInputFiles(folder);
  for (const name of ["long.png", "short.png"]) {
    await expect(row(page, name).getByText("Published", { exact: true })).toBeVisible();
  }
});

/** Until bytes of the first three flow; the fourth waits. */
async function addFourSlowly(page: Page): Promise<void> {
  await throttle(page, 50_000);
  const photos = names.map((name, index) =>
    jpegFromPhone(name, { width: 900, height: 1200 + index }),
  );
  await picker(page).setInputFiles(await Promise.all(photos));
  await expect(page.getByRole("progressbar", { name: "Upload of one.jpg" })).not.toHaveAttribute(
    "aria-valuenow",
    "0",
  );
}
