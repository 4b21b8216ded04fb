/** Unpacks the Chromium that comes as an npm package (Linux x64), once for each checkout. */
import { execFile } from "node:child_process";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createBrotliDecompress } from "node:zlib";

/**
 * The package's own unpacking writes to a guessable path, and its own switches turn CORS off; neither is used.
 * @returns the executable, with the environment that finds the libraries beside it
 */
export async function unpackChromium(): Promise<{
  executablePath: string;
  env: Record<string, string>;
}> {
  const archives = join(
    dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))),
    "../../bin",
  );
  const { version } = await readManifest(join(archives, "../package.json"));
  const cache = fileURLToPath(new URL("../node_modules/.cache", import.meta.url));
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpackInto(folder, archives);
  const libraries = join(folder, "al2023", "lib");
  return {
    executablePath: join(folder, "chromium"),
    env: {
      LD_LIBRARY_PATH: [libraries, process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(":"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    },
  };
}

/** Through a folder of its own and a rename, so that two test runners at once do not meet. */
async function unpackInto(folder: string, archives: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    const executable = join(partial, "chromium");
    await inflate(join(archives, "chromium.br"), executable);
    await chmod(executable, 0o755);
    for (const name of ["al2023", "fonts", "swiftshader"]) {
      const tar = join(partial, `${name}.tar`);
      await inflate(join(archives, `${name}.tar.br`), tar);
      const target = name === "al2023" ? join(partial, name) : partial;
      await mkdir(target, { recursive: true });
      await promisify(execFile)("tar", ["-xf", tar, "--no-same-owner", "-C", target]);
      await rm(tar);
    }
    await writeFile(join(partial, "fonts.conf"), fontConfig(folder));
    await rename(partial, folder).catch(async (error: unknown) => {
      // Another runner was quicker; its folder is as good as ours.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** A machine without a desktop may have no fonts and no configuration of its own. */
function fontConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
}

async function inflate(archive: string, target: string): Promise<void> {
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(target));
}

async function readManifest(path: string): Promise<{ version: string }> {
  // A published package's manifest always has a version.
  return JSON.parse(await readFile(path, "utf8")) as { version: string };
}
