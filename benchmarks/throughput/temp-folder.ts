/** A folder for one run; nothing of it stays. */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

export type TempFolder = { path: string; remove: () => Promise<void> };

/** Is removed when the process exits, if not before. */
export function createTempFolder(parent: string): TempFolder {
  const path = mkdtempSync(join(parent, "picket-throughput-"));
  // A browser's helpers may write for a moment after it has ended.
  const removeNow = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 10 });
  process.once("exit", removeNow);
  return {
    path,
    remove: async () => {
      process.off("exit", removeNow);
      removeNow();
    },
  };
}
