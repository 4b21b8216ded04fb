/** From the file picker to the shelf: what the whole project is for. */
import type { Request } from "@playwright/test";
import { avif, jpegFromPhone, png, privateTraces } from "./support/pictures.ts";
import { watchRow } from "./support/watch-row.ts";
import {
  expectNoMetadata,
  expectUpright,
  fetchPublic,
  isDrawn,
  publicUrls,
} from "./support/public-bytes.ts";
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

test("three photos go online upright and without metadata, and stay there", async ({
  page,
  shop,
}) => {
  test.setTimeout(120_000);
  await openNewProduct(page, "Stoneware mug, straight line");
  const history = await watchRow(page, "phone.jpg");
  const requests: Request[] = [];
  page.on("request", (request) => requests.push(request));
  await throttle(page, 1_500_000);

  const phonePhoto = await jpegFromPhone("phone.jpg", { width: 1500, height: 2000 });
  for (const trace of Object.values(privateTraces)) {
    expect(phonePhoto.buffer.includes(trace), `what must vanish is there at first: ${trace}`).toBe(
      true,
    );
  }
  const photos = [
    phonePhoto,
    await png("screenshot.png", { width: 800, height: 600 }),
    await avif("camera.avif", { width: 640, height: 480 }),
  ];
  await picker(page).setInputFiles(photos);
  for (const name of ["phone.jpg", "screenshot.png", "camera.avif"]) {
    await expect(row(page, name).getByText("Published", { exact: true })).toBeVisible();
  }

  const photoBytes = photos.reduce((sum, { buffer }) => sum + buffer.length, 0);
  const sent = await Promise.all(requests.map(readSentBytes));
  const bytesTo = (origin: string) =>
    sent.filter(({ url }) => url.startsWith(origin)).reduce((sum, { bytes }) => sum + bytes, 0);
  expect(bytesTo(shop.storageUrl)).toBeGreaterThan(photoBytes);
  // tickets and completions: a few hundred bytes each
  expect(bytesTo(shop.url), "bytes that the API gets").toBeLessThan(10_000);

  const { percents, texts } = await history();
  expect(percents.length, "steps of the progress bar").toBeGreaterThan(3);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  expect(Math.max(...percents)).toBeLessThan(100);
  expect(texts.indexOf("Finishing…")).toBeGreaterThan(-1);
  expect(texts.indexOf("Finishing…")).toBeLessThan(texts.indexOf("Published"));

  const expectShelf = async () => {
    await expect(publishedPhotos(page)).toHaveCount(3);
    for (const image of await publishedPhotos(page).all()) {
      await expect.poll(() => image.evaluate(isDrawn)).toBe(true);
    }
  };
  await expectShelf();
  await page.reload();
  await expectShelf();
  await shop.restart();
  await page.reload();
  await expectShelf();

  const urls: string[] = [];
  for (const image of await publishedPhotos(page).all()) urls.push(...(await publicUrls(image)));
  // of each a JPEG, and WebP at the widths that its size allows: 1500, 800 and 640 px
  expect(urls.filter((url) => url.endsWith(".jpg"))).toHaveLength(3);
  expect(urls.filter((url) => url.endsWith(".webp")).length).toBeGreaterThanOrEqual(7);
  for (const url of urls) {
    const bytes = await fetchPublic(url);
    await expectNoMetadata(bytes);
    await expectUpright(bytes);
  }
});

async function readSentBytes(request: Request): Promise<{ url: string; bytes: number }> {
  // What Playwright gives as the body leaves out the files in it.
  const { "content-length": length = "0" } = await request.allHeaders();
  return { url: request.url(), bytes: Number(length) };
}

test("the photo from a phone stands upright in the page", async ({ page }) => {
  const photo = await jpegFromPhone("phone.jpg", { width: 300, height: 400 });
  await publishNewProduct(page, "Vase, upright", photo);
  const image = publishedPhotos(page);
  await expect(image).toHaveAttribute("width", "300");
  await expect(image).toHaveAttribute("height", "400");
  // The natural size is 0 × 0 until the bytes are here.
  await expect.poll(() => image.evaluate(isDrawn)).toBe(true);
  const shape = await image.evaluate((element: HTMLImageElement) => ({
    isPortrait: element.naturalHeight > element.naturalWidth,
    isShownPortrait: element.offsetHeight > element.offsetWidth,
  }));
  expect(shape).toEqual({ isPortrait: true, isShownPortrait: true });
});

test("the list of products shows the cover and the number of photos", async ({ page }) => {
  await publishNewProduct(
    page,
    "Bread knife",
    await png("first.png", { width: 320, height: 320 }),
    await png("second.png", { width: 330, height: 320 }),
  );
  await page.getByRole("link", { name: "Products", exact: true }).click();
  const card = page.getByRole("link", { name: /^Bread knife/ });
  await expect(card).toContainText("2 photos");
  await expect.poll(() => card.locator("img").evaluate(isDrawn)).toBe(true);
});
