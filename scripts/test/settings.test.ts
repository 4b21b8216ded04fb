/** What people set reaches the server, also through turbo, which keeps from a task what turbo.json does not name. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("every setting of .env.example reaches what turbo runs", () => {
  const settings = [...read(".env.example").matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(
    ([, name]) => name!,
  );
  const { globalPassThroughEnv: passed } = JSON.parse(read("turbo.json")) as {
    globalPassThroughEnv: string[];
  };
  const isPassed = (name: string) =>
    passed.some((pattern) =>
      pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    );
  expect(settings).toContain("S3_BUCKET");
  expect(settings.filter((name) => !isPassed(name))).toEqual([]);
});
