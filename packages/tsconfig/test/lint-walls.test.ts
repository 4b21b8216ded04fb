/** Walls held by lint: imports that would compile, since one manifest serves what ships and what tests it. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const server = "packages/upload-server/src";
const refusal = "no-restricted-imports";

describe("lint", () => {
  test.each([
    ["packages/upload-core/src/probe.ts", "node:fs"],
    ["packages/upload-core/src/client/probe.ts", "zod"],
    ["packages/upload-core/src/client/probe.ts", "../testing/fake-clock.ts"],
    ["packages/upload-react/src/probe.ts", "@picket/upload-core/testing"],
    ["packages/upload-react/src/probe.ts", "react-dom"],
    ["packages/upload-react/src/probe.ts", "zod"],
    [`${server}/probe.ts`, "sharp"],
    [`${server}/probe.ts`, "@trpc/server"],
    [`${server}/probe.ts`, "@aws-sdk/client-s3"],
    [`${server}/probe.ts`, "vitest"],
    [`${server}/probe.ts`, "hono"],
    [`${server}/probe.ts`, "./testing/memory-ledger.ts"],
    [`${server}/probe.ts`, "./s3/s3-store.ts"],
    [`${server}/trpc/probe.ts`, "sharp"],
    [`${server}/trpc/probe.ts`, "@aws-sdk/client-s3"],
    [`${server}/trpc/probe.ts`, "@trpc/client"],
    [`${server}/trpc/probe.ts`, "vitest"],
    [`${server}/trpc/probe.ts`, "../testing/memory-ledger.ts"],
    [`${server}/trpc/probe.ts`, "../s3/s3-store.ts"],
    [`${server}/s3/probe.ts`, "@trpc/server"],
    [`${server}/s3/probe.ts`, "sharp"],
    [`${server}/s3/probe.ts`, "vitest"],
    [`${server}/s3/probe.ts`, "@picket/dev-s3"],
    [`${server}/s3/probe.ts`, "../testing/memory-store.ts"],
    [`${server}/sharp/probe.ts`, "@aws-sdk/client-s3"],
    [`${server}/sharp/probe.js`, "@trpc/server"],
    [`${server}/sharp/probe.js`, "../testing/memory-processor.ts"],
    [`${server}/testing/probe.ts`, "@trpc/server"],
    [`${server}/testing/probe.ts`, "@aws-sdk/client-s3"],
    [`${server}/testing/probe.ts`, "sharp"],
    [`${server}/testing/probe.ts`, "../s3/s3-store.ts"],
    ["packages/upload-cli/src/probe.ts", "@picket/upload-core/testing"],
    ["packages/dev-s3/src/probe.ts", "@aws-sdk/client-s3"],
    ["packages/dev-s3/src/probe.ts", "@picket/upload-core"],
    ["packages/fault-lab/src/probe.ts", "@picket/dev-s3"],
    ["apps/api/src/probe.ts", "@picket/upload-core/client"],
    ["apps/api/src/probe.ts", "@picket/upload-server/testing"],
    ["apps/api/src/db/probe.ts", "@trpc/client"],
    ["apps/web/src/probe.tsx", "api/router"],
    ["apps/web/src/probe.tsx", "@trpc/server"],
    ["apps/web/src/probe.tsx", "@picket/upload-react/testing"],
    ["apps/web/src/photos/probe.tsx", "sharp"],
  ])("refuses in %s to import %s", async (file, name) => {
    expect(await lint(file, importing(name))).toContain(refusal);
  });

  test.each([
    ["packages/upload-core/src/probe.ts", "zod"],
    ["packages/upload-core/src/client/probe.ts", "../check-file.ts"],
    ["packages/upload-core/src/client/probe.test.ts", "../testing/photo-file.ts"],
    ["packages/upload-react/src/probe.tsx", "react"],
    ["packages/upload-react/src/testing.ts", "@picket/upload-core/testing"],
    [`${server}/probe.ts`, "./upload-ledger.ts"],
    [`${server}/probe.ts`, "node:crypto"],
    [`${server}/probe.test.ts`, "./testing/memory-ledger.ts"],
    [`${server}/trpc/probe.ts`, "@trpc/server"],
    [`${server}/trpc/probe.ts`, "../image-route.ts"],
    [`${server}/s3/probe.ts`, "@aws-sdk/client-s3"],
    [`${server}/s3/probe.ts`, "node:stream/promises"],
    [`${server}/sharp/probe.js`, "sharp"],
    [`${server}/testing/probe.ts`, "vitest"],
    ["packages/dev-s3/src/probe.ts", "fast-xml-parser"],
    ["packages/fault-lab/lab/probe.ts", "@picket/dev-s3"],
    ["apps/api/src/probe.ts", "@picket/dev-s3"],
    ["apps/api/src/probe.ts", "@trpc/server/adapters/fetch"],
    ["apps/api/test/probe.ts", "@picket/upload-server/testing"],
    ["apps/web/src/probe.tsx", "@picket/upload-core/client"],
    ["apps/web/e2e/probe.ts", "sharp"],
  ])("accepts in %s to import %s", async (file, name) => {
    expect(await lint(file, importing(name))).not.toContain(refusal);
  });

  test.each([
    ["packages/upload-core/src/client/probe.ts", "zod"],
    ["apps/web/src/probe.ts", "api/router"],
    ["apps/web/src/probe.ts", "@trpc/server"],
  ])("accepts in %s types from %s", async (file, name) => {
    const source = `import type * as x from "${name}"; export type X = typeof x;`;
    expect(await lint(file, source)).not.toContain(refusal);
  });

  test.each(listHouses())(
    "refuses in the sources of %s what only its tests have",
    async (house) => {
      const names = listTestDependencies(house);
      const sources = names.map((name) => `export * from "${name}";`);
      const report = await lint(`${house}/src/probe.ts`, sources.join("\n"));
      expect(names.filter((name) => !report.includes(`'${name}' import is restricted`))).toEqual(
        [],
      );
    },
  );
});

/** @returns the folders of all that ships or could */
function listHouses(): string[] {
  return ["apps", "packages"]
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((house) => house !== "packages/tsconfig");
}

/** @returns names that the manifest gives for tests and builds and for nothing else */
function listTestDependencies(house: string): string[] {
  const manifest = JSON.parse(readFileSync(join(root, house, "package.json"), "utf8")) as Record<
    string,
    Record<string, string> | undefined
  >;
  const shipped = { ...manifest["dependencies"], ...manifest["peerDependencies"] };
  return Object.keys(manifest["devDependencies"] ?? {}).filter(
    (name) => !(name in shipped) && !/^@types\/|^@picket\/tsconfig$/.test(name),
  );
}

function importing(name: string): string {
  return `import * as x from "${name}"; export const y = x;`;
}

/** Lints one file under the project's rules in a copy of its place. @returns the linter's report */
async function lint(file: string, source: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "walls-"));
  await cp(join(root, ".oxlintrc.json"), join(copy, ".oxlintrc.json"));
  await mkdir(dirname(join(copy, file)), { recursive: true });
  await writeFile(join(copy, file), source);
  const oxlint = join(root, "node_modules/.bin/oxlint");
  const output = await new Promise<string>((resolve) => {
    execFile(oxlint, [file], { cwd: copy }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
  await rm(copy, { recursive: true });
  return output;
}
