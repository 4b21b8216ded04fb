import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  // React's development build: only there does StrictMode mount everything twice.
  mode: "development",
  define: { "process.env.NODE_ENV": JSON.stringify("development") },
  resolve: { conditions: ["@picket/source", ...defaultClientConditions] },
  build: { target: "es2022", minify: false, write: false },
  logLevel: "warn",
});
