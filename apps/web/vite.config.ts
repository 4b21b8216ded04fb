import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

const api = `http://localhost:${process.env["PORT"] || 3000}`;

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ["@picket/source", ...defaultClientConditions] },
  // the one port that the API's development settings name as the page's origin
  server: { port: 5173, strictPort: true, proxy: { "/trpc": api, "/api": api } },
  build: {
    target: "es2022",
    // a data: script or font would need a hole in the page's content security policy
    assetsInlineLimit: 0,
  },
});
