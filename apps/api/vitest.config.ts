import { defineConfig } from "vitest/config";

// Ours first, then Node's. Not "module": the builds that the AWS SDK names so are for bundlers.
const conditions = ["@picket/source", "node", "development|production"];

export default defineConfig(({ mode }) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: "node",
    // The SDK's notice about the Node of 2027, once per test file.
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      // inputs for each procedure
      FUZZ_RUNS: mode === "fuzz" ? "10000" : "50",
    },
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // It has nothing to test on; CI says so where there is no Postgres.
    exclude: process.env["TEST_DATABASE_URL"] ? [] : ["test/postgres-line.test.ts"],
    // An embedded database takes 400 MB and some seconds to make: one at a time.
    hookTimeout: 60_000,
    testTimeout: mode === "fuzz" ? 3_600_000 : 60_000,
    fileParallelism: false,
    reporters: ["default", ["json", { outputFile: "reports/vitest.json" }]],
  },
}));
