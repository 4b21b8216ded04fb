/** The page is compiled against the API's own types: renaming a field there is an error here. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const web = fileURLToPath(new URL("..", import.meta.url));
const api = fileURLToPath(new URL("../../api", import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "picket-types-")));
  const isDeclaration = (path: string) => !path.includes(".") || path.endsWith(".d.ts");
  await cp(join(api, "dist"), join(folder, "dist"), {
    recursive: true,
    filter: (path) => isDeclaration(path.slice(api.length)),
  });
  await symlink(join(api, "node_modules"), join(folder, "node_modules"), "dir");
  const tsconfig = {
    extends: join(web, "tsconfig.src.json"),
    compilerOptions: {
      incremental: false,
      rootDir: "/",
      paths: { "api/router": [join(folder, "dist/router.d.ts")] },
      types: [],
      // the built declarations, as `tsc -b` reads them: sources of the server would need Node's types
      customConditions: [],
    },
    files: [join(web, "node_modules/vite/client.d.ts")],
    include: [join(web, "src")],
    exclude: [join(web, "src/**/*.test.ts")],
    references: [],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("the page compiles against the API as it is", { timeout: 60_000 }, async () => {
  expect(await compilePage()).toBe("");
});

test(
  "a field renamed in what onPublished returns does not compile",
  { timeout: 60_000 },
  async () => {
    expect(await rename("variants", "versions")).toBeGreaterThan(0);
    const output = await compilePage();
    expect(output).toContain("Property 'variants'");
    // of an item of the hook, and of an image of a query
    expect(output).toContain("upload-row.tsx");
    expect(output).toContain("product-picture.tsx");
  },
);

/** @returns what the compiler has to say; nothing when all is well */
async function compilePage(): Promise<string> {
  const tsc = join(web, "node_modules/.bin/tsc");
  const run = promisify(execFile)(tsc, ["-p", folder, "--noEmit", "--pretty", "false"]);
  return run.then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

/** @returns in how many files it was found */
async function rename(field: string, replacement: string): Promise<number> {
  let fileCount = 0;
  for (const path of await readdir(join(folder, "dist"), { recursive: true })) {
    if (!path.endsWith(".d.ts")) continue;
    const text = await readFile(join(folder, "dist", path), "utf8");
    if (!text.includes(field)) continue;
    await writeFile(join(folder, "dist", path), text.replaceAll(field, replacement));
    fileCount += 1;
  }
  return fileCount;
}
