import { defineConfig } from "vitest/config";

// Ours first, then what Vite uses for Node when nothing is given.
const conditions = ["@picket/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: "node",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // An embedded database takes 400 MB: one at a time.
    fileParallelism: false,
    reporters: ["default", ["json", { outputFile: "reports/vitest.json" }]],
  },
});
