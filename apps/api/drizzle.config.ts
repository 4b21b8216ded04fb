import { defineConfig } from "drizzle-kit";

/** Writes a new migration from the schema: `pnpm --filter api migrations`. */
export default defineConfig({
  dialect: "postgresql",
  schema: ["./src/db/schema.ts", "./src/db/auth-schema.ts"],
  out: "./drizzle",
});
