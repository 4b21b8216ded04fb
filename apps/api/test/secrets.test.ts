/** The secrets of the embedded default, in their file. */
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSecrets } from "../src/secrets.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "picket-secrets-"));
  file = path.join(folder, "secrets.json");
});

afterEach(() => rm(folder, { recursive: true }));

test("they are made once, and readable by their owner alone", async () => {
  const made = await loadSecrets(folder);
  expect(await loadSecrets(folder)).toEqual(made);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("they differ from each other and from every other folder's", async () => {
  const other = await mkdtemp(path.join(tmpdir(), "picket-secrets-"));
  const all = [await loadSecrets(folder), await loadSecrets(other)].flatMap((secrets) => [
    secrets.claimSecret,
    secrets.authSecret,
    secrets.s3.secretAccessKey,
  ]);
  expect(new Set(all).size).toBe(6);
  await rm(other, { recursive: true });
});

test.each(["", "{}", '{"claimSecret":"short"}'])(
  "a damaged file is told, not replaced: %s",
  async (content) => {
    await writeFile(file, content);
    await expect(loadSecrets(folder)).rejects.toThrow(`${file} cannot be read. Restore it, or`);
  },
);
