import { resolveChromium } from "@picket/chromium";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { endTasks, watchTasks } from "./test/page-tasks.ts";

const { executablePath, args, env } = await resolveChromium();

/** The oldest that is supported; without these it is the newest. */
const react18 = {
  react: "react-18",
  "react-dom": "react-dom-18",
};

export default defineConfig({
  test: {
    reporters: ["default", ["json", { outputFile: "reports/vitest.json" }]],
    projects: [
      inBrowser("browser", { include: ["test/**/*.browser.test.{ts,tsx}"], reactMajor: "19" }),
      {
        // Node's own module loader knows no alias, so a page takes the place of the server, too.
        ...inBrowser("browser, React 18", { include: ["test/**/*.test.tsx"], reactMajor: "18" }),
        cacheDir: "node_modules/.vite-react-18",
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

function inBrowser(
  name: string,
  { include, reactMajor }: { include: string[]; reactMajor: "18" | "19" },
): TestProjectInlineConfiguration {
  return {
    resolve: {
      conditions: ["@picket/source", "module", "browser", "development|production"],
      alias: reactMajor === "18" ? react18 : {},
    },
    // Known from the start, or Vite would find them late and reload the page under a test.
    optimizeDeps: {
      include: [
        "react",
        "react/jsx-dev-runtime",
        "react/jsx-runtime",
        "react-dom",
        "react-dom/client",
        "react-dom/server",
        "@picket/upload-core > zod",
        "thumbhash",
      ],
    },
    test: {
      name,
      // A guard against a hang, not a measure of speed: CI machines are busy.
      testTimeout: 60_000,
      hookTimeout: 60_000,
      expect: { poll: { timeout: 30_000 } },
      include,
      provide: { reactMajor },
      globalSetup: ["test/storage-server.ts", "test/photo-folder.ts"],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        commands: { watchTasks, endTasks },
        provider: playwright({
          launchOptions: { executablePath, args, env: { ...process.env, ...env } },
        }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}
