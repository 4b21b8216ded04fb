import { defineConfig } from "vitest/config";

const conditions = ["@picket/source", "node"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: "node",

    include: ["test/**/*.test.ts"],
    // A guard against a hang, not a measure of speed: CI machines are busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", ["json", { outputFile: "reports/vitest.json" }]],
  },
});
