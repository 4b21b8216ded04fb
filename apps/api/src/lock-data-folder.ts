/** Two servers on one data folder would lose each other's writes without an error. */
import { mkdir } from "node:fs/promises";
import { FolderInUseError, lockFolder } from "@picket/dev-s3/folder-lock";
import { StartError } from "./start-error.ts";

/**
 * Makes the folder and takes its lock.
 * @returns gives the lock back
 * @throws StartError when another process uses the folder, or when it cannot be written
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await lockFolder(folder, "picket.lock");
  } catch (cause) {
    throw new StartError(
      cause instanceof FolderInUseError
        ? `The data folder ${folder} is in use by another Picket (process ${cause.pid}). Stop that one, or set DATA_DIR to another folder.`
        : `The data folder ${folder} (DATA_DIR) cannot be used: ${codeOf(cause)}.`,
      { cause },
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error ? String(Reflect.get(error, "code") ?? error.name) : "unknown";
}
