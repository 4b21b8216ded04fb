import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CommandError } from "../src/command-error.ts";
import { explain, findFiles } from "../src/find-files.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "find-files-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function make(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), name);
  }
}

async function find(given: string[], isRecursive = false): Promise<string[]> {
  const files = await findFiles(
    given.map((name) => path.join(folder, name)),
    { isRecursive },
  );
  return files.map(({ label }) => label.replaceAll(path.sep, "/"));
}

test("a folder gives its files in the order of their names, without hidden ones", async () => {
  await make("10.jpg", "2.jpg", "1.jpg", "notes.txt", ".DS_Store", ".hidden/a.jpg", "sub/b.jpg");
  expect(await find([""])).toEqual(["1.jpg", "2.jpg", "10.jpg", "notes.txt"]);
});

test("with recursion the folders follow their own files", async () => {
  await make("b.jpg", "sub/2.jpg", "sub/deep/3.jpg", "another/1.jpg", ".hidden/a.jpg");
  expect(await find([""], true)).toEqual(["b.jpg", "another/1.jpg", "sub/2.jpg", "sub/deep/3.jpg"]);
});

test("what is named is found as it is named, hidden or not, and only once", async () => {
  await make("photos/a.jpg", "photos/.b.jpg");
  const given = ["photos", "photos/.b.jpg", "photos/a.jpg"].map((name) => path.join(folder, name));
  const files = await findFiles(given, { isRecursive: false });
  expect(files).toEqual([
    expect.objectContaining({ path: given[2], label: given[2], sizeBytes: 12, isNamed: true }),
    expect.objectContaining({ path: given[1], label: given[1], sizeBytes: 13, isNamed: true }),
  ]);
});

test("links to files are followed, those to folders are not, and a broken one is shown", async () => {
  await make("a.jpg", "sub/b.jpg");
  await symlink(path.join(folder, "a.jpg"), path.join(folder, "link.jpg"));
  await symlink(folder, path.join(folder, "sub/loop"));
  await symlink(path.join(folder, "gone.jpg"), path.join(folder, "broken.jpg"));
  expect(await find([""], true)).toEqual(["a.jpg", "broken.jpg", "link.jpg", "sub/b.jpg"]);
});

test("what would never end is not waited for", async () => {
  await make("a.jpg");
  const socket = createServer().listen(path.join(folder, "socket.jpg"));
  await once(socket, "listening");
  expect(await find([""])).toEqual(["a.jpg"]);
  await expect(find(["socket.jpg"])).rejects.toThrow("is neither a file nor a folder");
  socket.close();
});

test("a missing one is named", async () => {
  await expect(find(["gone"])).rejects.toThrow(CommandError);
  await expect(find(["gone"])).rejects.toThrow(`There is no "${path.join(folder, "gone")}".`);
});

test("an empty folder is said to be empty, and what would help", async () => {
  await make("sub/a.jpg", ".hidden.jpg");
  await expect(find([""])).rejects.toThrow(/There are no files in .* With --recursive/);
  await mkdir(path.join(folder, "sub/empty"));
  await expect(find(["sub/empty"], true)).rejects.toThrow(/There are no files in "[^"]*empty"\.$/);
});

test("a closed one is said to be closed", () => {
  const closed = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  expect(explain("photos", closed)).toBe('"photos" may not be read by you: permission denied.');
  const other = Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
  expect(explain("photos", other)).toBe('"photos" cannot be read: EIO: i/o error.');
});
