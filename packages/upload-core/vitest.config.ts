import { defineConfig } from "vitest/config";

const conditions = ["@picket/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: "node",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/*.browser.test.*"],
    reporters: ["default", ["json", { outputFile: "reports/vitest.json" }]],
  },
});
