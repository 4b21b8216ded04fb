import { describe, expect, test } from "vitest";
import { readFolders } from "../src/read-folders.ts";

const unreadable = new DOMException("", "NotReadableError");

/** As a browser has them, as far as they are needed. */
function fileEntry(name: string, isReadable = true): FileSystemEntry {
  const file: FileSystemFileEntry["file"] = (resolve, reject) =>
    isReadable ? resolve(new File(["x"], name)) : reject?.(unreadable);
  return { name, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
}

/** @param batches what it gives each time that it is asked, before it gives nothing */
function folderEntry(name: string, ...batches: FileSystemEntry[][]): FileSystemEntry {
  const createReader = (): Pick<FileSystemDirectoryReader, "readEntries"> => {
    const left = [...batches];
    return { readEntries: (resolve) => resolve(left.shift() ?? []) };
  };
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

function brokenFolder(name: string): FileSystemEntry {
  const readEntries: FileSystemDirectoryReader["readEntries"] = (_, reject) => reject?.(unreadable);
  const createReader = () => ({ readEntries });
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

const names = (files: readonly File[]) => files.map(({ name }) => name);

describe("a dropped folder", () => {
  test("is asked until it has nothing more", async () => {
    const folder = folderEntry(
      "a",
      [fileEntry("3.jpg")],
      [fileEntry("1.jpg")],
      [fileEntry("2.jpg")],
    );
    expect(names(await readFolders([], [folder]))).toEqual(["1.jpg", "2.jpg", "3.jpg"]);
  });

  test("is read in the order that a person would count in, folders in their place", async () => {
    const folder = folderEntry("a", [
      fileEntry("IMG_10.jpg"),
      folderEntry("IMG_3", [fileEntry("inside.jpg")]),
      fileEntry("IMG_2.jpg"),
    ]);
    const found = await readFolders([], [fileEntry("first.jpg"), folder]);
    expect(names(found)).toEqual(["first.jpg", "IMG_2.jpg", "inside.jpg", "IMG_10.jpg"]);
  });

  test.for([".DS_Store", ".hidden.jpg", "Thumbs.db", "thumbs.db", "desktop.ini", "Desktop.ini"])(
    "leaves out %s",
    async (name) => {
      const hidden = [fileEntry(name), folderEntry(".git", [fileEntry("a.jpg")])];
      const folder = folderEntry("a", [...hidden, fileEntry("thumbs.db.jpg")]);
      expect(names(await readFolders([], [folder]))).toEqual(["thumbs.db.jpg"]);
    },
  );

  test("names what cannot be read, by an empty file that will be refused", async () => {
    const folder = folderEntry("a", [
      fileEntry("1.jpg"),
      fileEntry("2.jpg", false),
      brokenFolder("3"),
    ]);
    const found = await readFolders([], [folder]);
    expect(found.map(({ name, size }) => [name, size])).toEqual([
      ["1.jpg", 1],
      ["2.jpg", 0],
      ["3", 0],
    ]);
  });

  test("may be empty", async () => {
    expect(await readFolders([], [folderEntry("a")])).toEqual([]);
  });
});

test("a picked folder is put in order, and its hidden files and folders are left out", async () => {
  const picked = (path: string) =>
    Object.defineProperty(new File(["x"], path.split("/").at(-1)!), "webkitRelativePath", {
      value: path,
    });
  const found = await readFolders(
    [
      picked(".photos/10.jpg"),
      picked(".photos/.DS_Store"),
      picked(".photos/.git/config.jpg"),
      picked(".photos/9.jpg"),
    ],
    [],
  );
  expect(names(found)).toEqual(["9.jpg", "10.jpg"]);
});
