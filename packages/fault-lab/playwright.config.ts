import { resolveChromium } from "@picket/chromium";
import { defineConfig, type Project } from "@playwright/test";
import { findOtherBrowsers } from "./lab/other-browsers.ts";

// The SDK's notice about the Node releases of 2027 says nothing about this run.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

// Throws when there is none: a machine without a browser fails, it does not skip.
const { executablePath, args, env } = await resolveChromium();
const { firefox, webkit, missing } = findOtherBrowsers();

const projects: Project[] = [
  {
    name: "chromium",
    testIgnore: "webkit.spec.ts",
    use: {
      browserName: "chromium",
      launchOptions: { executablePath, args, env: { ...process.env, ...env } },
    },
  },
];
if (firefox) {
  projects.push({
    name: "firefox",
    testIgnore: "webkit.spec.ts",
    grep: /@core/,
    use: {
      browserName: "firefox",
      // The system's own Firefox, by WebDriver BiDi.
      launchOptions: { channel: "moz-firefox", executablePath: firefox },
    },
  });
}
if (webkit) projects.push({ name: "webkit", testMatch: "webkit.spec.ts" });

// In the main process only: each worker reads this file again.
if (process.env["TEST_WORKER_INDEX"] === undefined) {
  process.on("exit", () => {
    for (const words of missing) console.warn(`\nNOT RUN: ${words}\n`);
  });
}

export default defineConfig({
  testDir: "e2e",
  // One at a time: what a row says about a fault must not depend on its neighbours.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // Guards against a hang, not measures of speed: CI machines are busy.
  timeout: 60_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: "reports/playwright.json" }]],
  projects,
});
