/** Finds the files in folders, to the bottom; loaded when the first folder is dropped or picked. */

/**
 * @param files of a picked folder, all that are in it
 * @param entries of a drop, files and folders; then `files` has nothing to add
 * @returns without the hidden ones, in the order of their names. What cannot be read is there as an empty file, so that
 *   it is refused by its name and not lost
 */
export async function readFolders(
  files: readonly File[],
  entries: readonly FileSystemEntry[],
): Promise<File[]> {
  if (entries.length > 0) return (await Promise.all(entries.map(readEntry))).flat();
  const pathOf = ({ webkitRelativePath }: File): string[] => webkitRelativePath.split("/").slice(1);
  return files
    .filter((file) => pathOf(file).every(isShown))
    .toSorted((a, b) => compareNames(pathOf(a).join("/"), pathOf(b).join("/")));
}

async function readEntry(entry: FileSystemEntry): Promise<File[]> {
  try {
    return isFolder(entry) ? await readFolder(entry) : [await readFile(entry)];
  } catch {
    return [new File([], entry.name)];
  }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

async function readFolder(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    // Chromium gives a hundred at a time, and none after the last.
    if (some.length === 0) break;
    children.push(...some.filter(({ name }) => isShown(name)));
  }
  children.sort((a, b) => compareNames(a.name, b.name));
  return (await Promise.all(children.map(readEntry))).flat();
}

function readFile(entry: FileSystemEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    // What is no folder is a file; the types do not know.
    (entry as FileSystemFileEntry).file(resolve, reject);
  });
}

/** `.DS_Store`, `Thumbs.db`, `.git` and so on come along with a folder, and nobody chose them. */
function isShown(name: string): boolean {
  return !/^(\.|thumbs\.db$|desktop\.ini$)/i.test(name);
}

/** As a person counts: 2 before 10. */
function compareNames(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}
