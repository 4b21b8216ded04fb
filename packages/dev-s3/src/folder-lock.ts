/**
 * One process per data folder: two would lose each other's writes without an error.
 * The lock is a file that names its process; the lock of a dead process is taken over.
 */
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { hasErrorCode } from "./error-code.ts";

export class FolderInUseError extends Error {
  override readonly name = "FolderInUseError";
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(
      `The data folder ${folder} is in use by another process (${pid}). Stop that one, or choose another folder.`,
    );
    this.pid = pid;
  }
}

/** Locks that this very process holds; its own id in a file may be an earlier process's. */
const held = new Set<string>();

/**
 * Takes the folder's lock, also over from a process that is dead.
 * Between machines or containers that share a folder it cannot help: their process ids are not comparable.
 * @param folder must exist
 * @param fileName of the lock in it
 * @returns gives the lock back
 * @throws FolderInUseError
 */
export async function lockFolder(folder: string, fileName: string): Promise<() => Promise<void>> {
  const file = join(resolve(folder), fileName);
  if (held.has(file)) throw new FolderInUseError(folder, process.pid);
  held.add(file);
  try {
    await takeLock(folder, file);
  } catch (error) {
    held.delete(file);
    throw error;
  }
  return async () => {
    await rm(file, { force: true });
    held.delete(file);
  };
}

async function takeLock(folder: string, file: string): Promise<void> {
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, `${process.pid} ${await startOf(process.pid)}\n`);
  try {
    // A link appears together with its content, so nobody reads a lock that is half written.
    while (!(await tryLink(own, file))) {
      const owner = await readOwner(file);
      const [pid = 0, startedAt = ""] = parseOwner(owner);
      if (pid !== process.pid && (await isRunning(pid, startedAt))) {
        throw new FolderInUseError(folder, pid);
      }
      await removeStale(file, owner);
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Moves the stale lock aside; of two processes that do so, one finds the other's and gives it back. */
async function removeStale(file: string, staleOwner: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return;
    throw error;
  }
  if ((await readOwner(aside)) !== staleOwner) await tryLink(aside, file);
  await rm(aside, { force: true });
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function readOwner(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return "";
    throw error;
  }
}

function parseOwner(owner: string): [pid?: number, startedAt?: string] {
  const [, pid, startedAt = ""] = /^(\d+) ?(\d*)\s*$/.exec(owner) ?? [];
  return pid === undefined ? [] : [Number(pid), startedAt];
}

/** @param startedAt empty where the system does not tell: then the id alone decides */
async function isRunning(pid: number, startedAt: string): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasErrorCode(error, "EPERM")) return false;
  }
  // After a restart of the machine the same id may be somebody else's.
  return startedAt === "" || startedAt === (await startOf(pid));
}

/** @returns when the process began, in ticks since the machine did; empty where there is no /proc */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The 22nd field; the second, the program's name, may hold spaces and ends with the last bracket.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
