/**
 * One process per data folder: two on one database would lose each other's writes without an error.
 * The lock is a file that names its process; the lock of a dead process is taken over.
 */
import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { hasCode } from "./error-code.ts";
import { StartError } from "./start-error.ts";

/** Folders that this very process holds; its own id in a lock file may be an earlier process's. */
const held = new Set<string>();

/**
 * Makes the folder and takes its lock.
 * Between machines or containers that share a folder it cannot help: their process ids are not comparable.
 * @returns gives the lock back
 * @throws StartError when another process uses the folder, or when it cannot be written
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, "picket.lock");
  if (held.has(file)) throw inUse(folder, process.pid);
  held.add(file);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await takeLock(folder, file);
  } catch (error) {
    held.delete(file);
    if (error instanceof StartError || !(error instanceof Error)) throw error;
    const code = Reflect.get(error, "code");
    throw new StartError(`The data folder ${folder} (DATA_DIR) cannot be used: ${code}.`, {
      cause: error,
    });
  }
  return async () => {
    await rm(file, { force: true });
    held.delete(file);
  };
}

async function takeLock(folder: string, file: string): Promise<void> {
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, await ownerLine(process.pid));
  try {
    // A link appears together with its content, so nobody reads a lock that is half written.
    while (!(await tryLink(own, file))) {
      const owner = await readOwner(file);
      const pid = Number.parseInt(owner, 10);
      if (pid !== process.pid && isAlive(pid) && owner === (await ownerLine(pid))) {
        throw inUse(folder, pid);
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
    if (hasCode(error, "ENOENT")) return;
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
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function readOwner(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}

/**
 * The process id and, where the system tells it, when that process began:
 * after a restart of the machine the same id may be somebody else's.
 */
async function ownerLine(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The 22nd field; the second, the program's name, may hold spaces and ends with the last bracket.
  const startedAt = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return `${pid} ${startedAt}`.trimEnd();
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

function inUse(folder: string, pid: number): StartError {
  return new StartError(
    `The data folder ${folder} is in use by another Picket (process ${pid}). Stop that one, or set DATA_DIR to another folder.`,
  );
}
