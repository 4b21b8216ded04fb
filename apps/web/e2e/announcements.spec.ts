/** What is said to people who do not see the list: each thing once. */
import { listen } from "./support/listen.ts";
import { jpegFromPhone, png } from "./support/pictures.ts";
import {
  addSlowly,
  expect,
  openNewProduct,
  picker,
  publishedPhotos,
  row,
  test,
  throttle,
} from "./support/test.ts";

test("start, progress, what was not accepted and the end are said once each, and nothing else", async ({
  page,
}) => {
  await openNewProduct(page, "Tureen");
  const heard = await listen(page);
  await throttle(page, 300_000);
  await picker(page).setInputFiles([
    await jpegFromPhone("tureen.jpg", { width: 1200, height: 1600 }),
    { name: "nothing.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(0) },
    await png("lid.png"),
  ]);
  await expect(publishedPhotos(page)).toHaveCount(2);
  const end = "All done: 2 published, 1 not published.";
  await expect.poll(async () => (await heard()).at(-1)).toBe(end);

  const sentences = await heard();
  expect(sentences.filter(isNoProgress)).toEqual([
    "Adding 3 photos.",
    "nothing.jpg: This file is empty. Choose the photo again.",
    end,
  ]);
  const quarters = sentences.filter((sentence) => !isNoProgress(sentence));
  expect(quarters.length).toBeGreaterThan(0);
  expect(quarters).toEqual([...new Set(quarters)].sort());
});

test("a lost connection is said once, and what follows when it is back", async ({
  page,
  allowProblems,
}) => {
  allowProblems(/ERR_INTERNET_DISCONNECTED/);
  await openNewProduct(page, "Strainer");
  const heard = await listen(page);
  await page.context().setOffline(true);
  await picker(page).setInputFiles(await png("strainer.png"));
  await expect(row(page, "strainer.png")).toContainText("Waiting for the connection");
  await page.context().setOffline(false);
  await expect(publishedPhotos(page)).toHaveCount(1);
  await expect
    .poll(async () => (await heard()).filter(isNoProgress))
    .toEqual([
      "Adding 1 photo.",
      "No connection. Your photos go on by themselves when it is back.",
      "All done: 1 published.",
    ]);
});

test("photos that go on behind another page are heard of there, by the name of their product", async ({
  page,
  allowProblems,
}) => {
  allowProblems(/ERR_INTERNET_DISCONNECTED|status of 422/);
  await openNewProduct(page, "Saucepan");
  const heard = await listen(page);
  const empty = { name: "nothing.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(0) };
  await addSlowly(page, await jpegFromPhone("saucepan.jpg"), empty);
  await page.getByRole("link", { name: "Products", exact: true }).click();
  await page.context().setOffline(true);
  await expect(page.getByRole("link", { name: "1 waiting of Saucepan" })).toBeVisible();
  await page.context().setOffline(false);
  await throttle(page, -1);
  const end = "Saucepan: All done: 1 published, 1 not published.";
  await expect.poll(async () => (await heard()).at(-1)).toBe(end);
  expect((await heard()).filter(isNoProgress)).toEqual([
    "Adding 2 photos.",
    "nothing.jpg: This file is empty. Choose the photo again.",
    "No connection. Your photos go on by themselves when it is back.",
    end,
  ]);
});

/** Which quarters are said depends on how the bytes flow. */
function isNoProgress(sentence: string): boolean {
  return !/(25|50|75) percent sent\.$/.test(sentence);
}
