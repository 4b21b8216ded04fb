/** Playwright's `test` with the running shop, a signed-in page, and an eye on the console. */
import { test as base, expect, type APIRequestContext, type Page } from "@playwright/test";
import { startShop, type Shop } from "@picket/shop-program";
import type { TestFile } from "./pictures.ts";

type TestFixtures = {
  /** allows what a test provokes on purpose, e.g. a failed request */
  allowProblems: (pattern: RegExp) => void;
};

type WorkerFixtures = {
  shop: Shop;
  /** cookies of the demo account */
  session: Awaited<ReturnType<APIRequestContext["storageState"]>>;
};

export const test = base.extend<TestFixtures, WorkerFixtures>({
  shop: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names from this pattern
    async ({}, use) => {
      const shop = await startShop();
      await use(shop);
      await shop.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  // One for all tests: the server limits how often anybody signs in.
  session: [
    async ({ shop, playwright }, use) => {
      const request = await playwright.request.newContext({ baseURL: shop.url });
      const answer = await request.post("/api/auth/sign-in/email", {
        data: await readDemo(request),
        headers: { origin: shop.url },
      });
      expect(answer.status()).toBe(200);
      await use(await request.storageState());
      await request.dispose();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ shop }, use) => use(shop.url),
  storageState: async ({ session }, use) => use(session),
  allowProblems: [
    async ({ page }, use) => {
      const allowed: RegExp[] = [];
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") {
          problems.push(`${message.type()}: ${message.text()} (${message.location().url})`);
        }
      });
      await use((pattern) => void allowed.push(pattern));
      const unexpected = problems.filter((text) => !allowed.some((pattern) => pattern.test(text)));
      expect(unexpected, "problems in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** @returns what the sign-in page offers as the demo account */
export async function readDemo(request: APIRequestContext) {
  const response = await request.get("/trpc/app.info");
  // The shape is the API's own and has its tests there.
  const body = (await response.json()) as {
    result: { data: { demo: { email: string; password: string } } };
  };
  return body.result.data.demo;
}

export async function openShop(page: Page): Promise<void> {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Products" })).toBeVisible();
}

/** Through the page, into a session of its own: a test may end it without ending that of the others. */
export async function signInWithDemo(page: Page): Promise<void> {
  await page.context().clearCookies();
  await page.goto("/");
  await page.getByRole("button", { name: "Use the demo account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Products" })).toBeVisible();
}

/** Each test makes its own, so that none sees another's photos. */
export async function openNewProduct(page: Page, title: string): Promise<void> {
  await openShop(page);
  await createProduct(page, title);
}

export async function createProduct(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: "New product" }).click();
  await page.getByLabel("Title").fill(title);
  await page.getByRole("button", { name: "Create and add photos" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

export function picker(page: Page) {
  return page.getByLabel("Add photos", { exact: true }).and(page.locator("input"));
}

/** The row of one file in the list of uploads. */
export function row(page: Page, fileName: string) {
  return page
    .getByRole("region", { name: "Photos being added" })
    .getByRole("listitem")
    .filter({ hasText: fileName });
}

export function publishedPhotos(page: Page) {
  return page.getByRole("region", { name: /^Published photos/ }).getByRole("img");
}

/** Slow enough that progress shows: on loopback the system's buffers take a photo in one gulp. */
export async function throttle(page: Page, bytesPerSecond: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

/** Opens a new product and adds these photos, until all of them are published. */
export async function publishNewProduct(
  page: Page,
  title: string,
  ...photos: TestFile[]
): Promise<void> {
  await openNewProduct(page, title);
  await picker(page).setInputFiles(photos);
  await expect(publishedPhotos(page)).toHaveCount(photos.length);
}

/** Over a connection so slow that the first of these files, a large photo, is found on its way for seconds. */
export async function addSlowly(page: Page, photo: TestFile, ...others: TestFile[]): Promise<void> {
  await throttle(page, 50_000);
  await picker(page).setInputFiles([photo, ...others]);
  await expect(row(page, photo.name)).toContainText("Uploading");
}
