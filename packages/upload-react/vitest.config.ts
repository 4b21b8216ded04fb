import { resolveChromium } from "@picket/chromium";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

const { executablePath, args, env } = await resolveChromium();

export default defineConfig({
  test: {
    reporters: ["default", ["json", { outputFile: "reports/vitest.json" }]],
    projects: [
      {
        resolve: { conditions: ["@picket/source", "module", "browser", "development|production"] },
        // Known from the start, or Vite would find them late and reload the page under a test.
        optimizeDeps: {
          include: ["react", "react/jsx-dev-runtime", "react/jsx-runtime", "react-dom/client"],
        },
        test: {
          name: "browser",
          // A guard against a hang, not a measure of speed: CI machines are busy.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ["test/**/*.browser.test.{ts,tsx}"],
          globalSetup: ["test/storage-server.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath, args, env: { ...process.env, ...env } },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      {
        resolve: { conditions: ["@picket/source"] },
        ssr: { resolve: { conditions: ["@picket/source"] } },
        test: {
          name: "node",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["**/*.browser.test.*"],
          environment: "node",
        },
      },
    ],
  },
});
