/** One process per data folder: a lock file that holds the owner's process id. */
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { hasErrorCode } from "./error-code.ts";

/** Folders locked by this very process: its own id says nothing about them. */
const held = new Set<string>();

/**
 * Takes the folder's lock, also over from a process that is dead.
 * @returns the function that gives it back
 * @throws an error that names the folder and the process that uses it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(resolve(folder), "lock");
  if (held.has(path)) throw inUse(folder, process.pid);
  held.add(path);
  try {
    await claim(folder, path);
  } catch (error) {
    held.delete(path);
    throw error;
  }
  return async () => {
    await rm(path, { force: true });
    held.delete(path);
  };
}

async function claim(folder: string, path: string): Promise<void> {
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, `${process.pid}\n`);
  try {
    // A link appears with its content, so nobody ever reads a lock without an owner.
    while (!(await tryLink(own, path))) {
      const pid = await readPid(path);
      if (pid !== undefined && pid !== process.pid && isAlive(pid)) throw inUse(folder, pid);
      await removeStale(path, pid);
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Moves the stale lock aside first: of two that take over, only one moves it. */
async function removeStale(path: string, stalePid: number | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return;
    throw error;
  }
  // Somebody else took over between reading and moving: give the lock back.
  if ((await readPid(aside)) !== stalePid) await tryLink(aside, path);
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

async function readPid(path: string): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(path, "utf8"));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, "EPERM");
  }
}

function inUse(folder: string, pid: number): Error {
  return new Error(
    `The data folder ${resolve(folder)} is in use by another dev-s3 (process ${pid}). Stop that one, or choose another folder.`,
  );
}
