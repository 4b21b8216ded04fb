/** One run at a time for one journal: two would upload the same files twice. */
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { CommandError, hasErrorCode } from "./command-error.ts";

/**
 * The lock of a run that was killed is taken over.
 * @param file names the process that holds it
 * @returns gives it back
 * @throws CommandError while another run holds it
 */
export function lockJournal(file: string): () => void {
  while (!tryLock(file)) {
    const pid = readOwner(file);
    if (isRunning(pid)) {
      throw new CommandError(
        `Another picket (process ${pid}) is uploading to the same place; wait for it. If there is none, remove ${file}.`,
      );
    }
    rmSync(file, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** A link appears together with its content, so nobody reads a lock that is half written. */
function tryLock(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid), { mode: 0o600 });
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function readOwner(file: string): number {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return 0;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  // In a container, the run before this one had the same id.
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, "EPERM");
  }
}
