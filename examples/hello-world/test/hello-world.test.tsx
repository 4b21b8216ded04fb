import { readFile } from "node:fs/promises";
import { resolveChromium } from "@picket/chromium";
import { chromium, type Browser, type Page } from "playwright";
import { renderToString } from "react-dom/server";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ProductPhotos } from "../src/product-photos.tsx";
import { startBucket, type TestBucket } from "./bucket.ts";
import { serveApp, type App } from "./serve-app.ts";

let bucket: TestBucket;
let app: App;
let browser: Browser;

beforeAll(async () => {
  bucket = await startBucket();
  // The app reads its settings when it is imported.
  const { appRouter } = await import("../src/server.ts");
  app = await serveApp(appRouter);
  const { executablePath, args, env } = await resolveChromium();
  browser = await chromium.launch({ executablePath, args, env: { ...process.env, ...env } });
});

afterAll(async () => {
  await browser.close();
  await app.close();
  await bucket.stop();
});

/** The product's page as Ann sees it, where she has picked a photo. */
async function pickPhoto(productId: string): Promise<Page> {
  const buffer = await sharp({
    create: { width: 400, height: 300, channels: 3, background: "teal" },
  })
    .jpeg()
    .toBuffer();
  const page = await browser.newPage();
  await page.goto(`${app.origin}/?product=${productId}`);
  const input = page.getByLabel("Add photos");
  await input.setInputFiles({ name: "mug.jpg", mimeType: "image/jpeg", buffer });
  return page;
}

test("a photo picked on the page is published by the server, and shown with its data", async () => {
  const page = await pickPhoto("ann-1");
  const photo = page.getByRole("link", { name: "mug.jpg: published" });
  await photo.waitFor();
  expect(await photo.getAttribute("href")).toMatch(
    /^https:\/\/images\.example\/images\/[0-9a-f]{32}\/320\.webp$/,
  );
  await page.close();
});

test("another person's product is refused, in words", async () => {
  const page = await pickPhoto("eve-1");
  const refused = page.getByText("mug.jpg: You cannot add photos here");
  await expect.poll(() => refused.count(), { timeout: 30_000 }).toBe(1);
  await page.close();
});

test("the component renders on a server too", () => {
  expect(renderToString(<ProductPhotos productId="ann-1" />)).toContain('aria-label="Add photos"');
});

test("server and component have at most 15 lines each, and are all the code that the README shows", async () => {
  const sources = await Promise.all(
    ["server.ts", "product-photos.tsx"].map((name) =>
      readFile(new URL(`../src/${name}`, import.meta.url), "utf8"),
    ),
  );
  for (const source of sources) {
    const lines = source.split("\n").filter((line) => line.trim() !== "");
    expect(lines.length).toBeLessThanOrEqual(15);
  }
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  const blocks = [...readme.matchAll(/^```tsx?\n(.*?)^```$/gms)].map(([, code]) => code);
  expect(blocks).toEqual(sources);
});
