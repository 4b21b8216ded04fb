/** A folder on the disk, to be dropped; made outside the browser, by `globalSetup`. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** with 250 photos, two more in a folder inside, and hidden files */
    photoFolder: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = await mkdtemp(join(tmpdir(), "photo-folder-"));
  const folder = join(root, "photos");
  await mkdir(join(folder, "999"), { recursive: true });
  await mkdir(join(folder, ".cache"));
  const names = Array.from({ length: 250 }, (_, index) => `${index + 1}.jpg`);
  const hidden = [".DS_Store", "Thumbs.db", "desktop.ini", ".cache/1.jpg"];
  for (const name of [...names, "999/1.jpg", "999/2.jpg", ...hidden]) {
    await writeFile(join(folder, name), `content of ${name}`);
  }
  project.provide("photoFolder", folder);
  return () => rm(root, { recursive: true });
}
