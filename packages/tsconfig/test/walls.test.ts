/** Walls held by manifests and tsconfigs: what a package may not import does not compile in it. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const cannotFind = /TS2307|TS2591|TS2304|TS2584|TS2882/;

describe("walls held by manifests and tsconfigs", () => {
  test.each([
    ["packages/upload-core", "core", "import { readFileSync } from 'node:fs'; readFileSync('x');"],
    ["packages/upload-core", "core", "document.title = 'x';"],
    ["packages/upload-core", "core", "process.exit();"],
    ["packages/upload-core", "core", "import '@aws-sdk/client-s3';"],
    [
      "packages/upload-core",
      "client",
      "import { readFileSync } from 'node:fs'; readFileSync('x');",
    ],
    ["packages/upload-core", "client", "import { useState } from 'react'; useState();"],
    [
      "packages/upload-react",
      "src",
      "import { createTRPCClient } from '@trpc/client'; createTRPCClient;",
    ],
    [
      "packages/upload-react",
      "src",
      "import { createImageRoute } from '@picket/upload-server'; createImageRoute;",
    ],
    ["packages/upload-react", "src", "import { z } from 'zod'; z;"],
    [
      "packages/upload-server",
      "src",
      "import { createUploader } from '@picket/upload-react'; createUploader;",
    ],
    ["packages/upload-server", "src", "document.title = 'x';"],
    ["packages/dev-s3", "src", "import { checkFile } from '@picket/upload-core'; checkFile;"],
    [
      "packages/dev-s3",
      "src",
      "import { createImageRoute } from '@picket/upload-server'; createImageRoute;",
    ],
    [
      "packages/hostile-images",
      "src",
      "import { checkImage } from '@picket/upload-core'; checkImage;",
    ],
    [
      "packages/upload-cli",
      "src",
      "import { useImageUpload } from '@picket/upload-react'; useImageUpload;",
    ],
    [
      "packages/upload-cli",
      "src",
      "import { createImageRoute } from '@picket/upload-server'; createImageRoute;",
    ],
    ["packages/upload-cli", "src", "import { appRouter } from 'api/router'; appRouter;"],
    ["packages/upload-cli", "src", "document.title = 'x';"],
    ["packages/fault-lab", "src", "document.title = 'x';"],
    ["packages/chromium", "src", "import { createDevS3 } from '@picket/dev-s3'; createDevS3;"],
    ["apps/api", "src", "import { useImageUpload } from '@picket/upload-react'; useImageUpload;"],
    [
      "apps/web",
      "src",
      "import { createImageRoute } from '@picket/upload-server'; createImageRoute;",
    ],
    ["apps/web", "src", "import { S3Client } from '@aws-sdk/client-s3'; S3Client;"],
  ])("%s (%s) does not compile: %s", async (folder, world, source) => {
    expect(await compile(folder, world, source)).toMatch(cannotFind);
  });

  test.each([
    ["packages/upload-core", "core", "import { z } from 'zod'; z;"],
    ["packages/upload-core", "client", "document.title = 'x';"],
    ["packages/upload-react", "src", "import { useState } from 'react'; useState;"],
    ["packages/upload-server", "src", "import { readFileSync } from 'node:fs'; readFileSync;"],
    ["packages/dev-s3", "src", "import { createServer } from 'node:http'; createServer;"],
    ["packages/hostile-images", "src", "import sharp from 'sharp'; sharp;"],
    [
      "packages/upload-cli",
      "src",
      "import { createTRPCClient } from '@trpc/client'; createTRPCClient;",
    ],
    ["packages/fault-lab", "src", "import { connect } from 'node:net'; connect;"],
    ["apps/api", "src", "import { Hono } from 'hono'; Hono;"],
    ["apps/web", "src", "import { useState } from 'react'; useState;"],
  ])("%s (%s) compiles: %s", async (folder, world, source) => {
    expect(await compile(folder, world, source)).toBe("");
  });
});

/** Compiles one file as if it stood in the package's sources. @returns the compiler's complaints */
async function compile(folder: string, world: string, source: string): Promise<string> {
  const cache = join(root, folder, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const probe = await mkdtemp(join(cache, "walls-"));
  await writeFile(join(probe, "probe.ts"), `${source}\nexport {};\n`);
  const config = {
    extends: `../../../tsconfig.${world}.json`,
    compilerOptions: {
      composite: false,
      incremental: false,
      declarationMap: false,
      noEmit: true,
      rootDir: root,
    },
    references: [],
    include: [],
    files: ["probe.ts"],
  };
  await writeFile(join(probe, "tsconfig.json"), JSON.stringify(config));
  const output = await run(join(root, "node_modules/.bin/tsc"), ["-p", probe]);
  await rm(probe, { recursive: true });
  return output;
}

function run(command: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: root }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}
