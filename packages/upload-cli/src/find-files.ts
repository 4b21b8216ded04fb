/** What the folders and files of the command line stand for. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { CommandError, hasErrorCode } from "./command-error.ts";

export type FoundFile = {
  /** absolute */
  path: string;
  /** what people read: as they wrote it, or from within the folder when there is but one */
  label: string;
  /** 0 for what cannot be looked at, which will say so when it is opened */
  sizeBytes: number;
  modifiedAtMs: number;
  /** on the command line, and not come across in a folder */
  isNamed: boolean;
};

/**
 * @returns each file once, those of a folder in the order of their names, as people count: 2 before 10
 * @throws CommandError when something is missing or closed, or when there is nothing at all
 */
export async function findFiles(
  paths: string[],
  { isRecursive }: { isRecursive: boolean },
): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  const search = {
    list: isRecursive ? listTree : listFolder,
    labelOf: (folder: string, name: string) => (paths.length > 1 ? path.join(folder, name) : name),
  };
  for (const given of paths) {
    for (const file of await findUnder(given, search)) {
      if (file.isNamed || !found.has(file.path)) found.set(file.path, file);
    }
  }
  if (found.size > 0) return [...found.values()];
  const hint = isRecursive ? "" : " With --recursive the folders inside are searched, too.";
  throw new CommandError(`There are no files in ${paths.map(quote).join(", ")}.${hint}`);
}

/** `list`: names of what is not a folder, relative to this one. */
type Search = {
  list: (folder: string) => Promise<string[]>;
  labelOf: (folder: string, name: string) => string;
};

async function findUnder(given: string, { list, labelOf }: Search): Promise<FoundFile[]> {
  const facts = await readOrExplain(given, () => stat(given));
  if (!facts.isDirectory()) {
    if (!facts.isFile()) throw new CommandError(`${quote(given)} is neither a file nor a folder.`);
    return [{ path: path.resolve(given), label: given, ...factsOf(facts), isNamed: true }];
  }
  const names = await list(given);
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(given, name);
      // A link that leads nowhere is shown like any other file that cannot be read.
      const entry = await stat(file).catch(() => null);
      // A pipe, a socket or a device would never end, and a link to a folder might lead back to this one.
      if (entry && !entry.isFile()) return [];
      const label = labelOf(given, name);
      const { sizeBytes, modifiedAtMs } = entry ? factsOf(entry) : unknownFacts;
      return [{ path: path.resolve(file), label, sizeBytes, modifiedAtMs, isNamed: false }];
    }),
  );
  return files.flat();
}

async function listFolder(folder: string): Promise<string[]> {
  return (await readFolder(folder)).names;
}

async function listTree(folder: string): Promise<string[]> {
  const { names, folders } = await readFolder(folder);
  const all = [...names];
  for (const name of folders) {
    const below = await listTree(path.join(folder, name));
    all.push(...below.map((file) => path.join(name, file)));
  }
  return all;
}

/** @returns what is not hidden in it, each in the order of the names */
async function readFolder(folder: string): Promise<{ names: string[]; folders: string[] }> {
  const entries = await readOrExplain(folder, () => readdir(folder, { withFileTypes: true }));
  const seen = entries
    .filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => byName.compare(a.name, b.name));
  return {
    names: seen.filter((entry) => !entry.isDirectory()).map(({ name }) => name),
    folders: seen.filter((entry) => entry.isDirectory()).map(({ name }) => name),
  };
}

async function readOrExplain<T>(given: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new CommandError(explain(given, cause), { cause });
  }
}

/** @returns one sentence about a folder or file that could not be read */
export function explain(given: string, error: unknown): string {
  if (hasErrorCode(error, "ENOENT")) return `There is no ${quote(given)}.`;
  if (hasErrorCode(error, "EACCES") || hasErrorCode(error, "EPERM")) {
    return `${quote(given)} may not be read by you: permission denied.`;
  }
  return `${quote(given)} cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}

const byName = new Intl.Collator("en", { numeric: true });

const unknownFacts = { sizeBytes: 0, modifiedAtMs: 0 };

function factsOf(facts: { size: number; mtimeMs: number }): typeof unknownFacts {
  return { sizeBytes: facts.size, modifiedAtMs: facts.mtimeMs };
}

function quote(name: string): string {
  return `"${name}"`;
}
