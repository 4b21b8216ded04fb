import { resolveChromium } from "@picket/chromium";
import { defineConfig } from "@playwright/test";

// Throws when there is none: a machine without a browser fails, it does not skip.
const { executablePath, args, env } = await resolveChromium();

export default defineConfig({
  testDir: "e2e",
  // One shop with one embedded database; a second would double the memory and gain nothing on two cores.
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "reports/playwright.json" }]],
  use: {
    viewport: { width: 1280, height: 800 },
    launchOptions: { executablePath, args, env: { ...process.env, ...env } },
    // No trace: its recorder fetches the previews' blob: URLs, which the page's security policy reports.
    screenshot: "only-on-failure",
  },
});
