/** A folder for one run; nothing of it stays. */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

export type TempFolder = { path: string; remove: () => Promise<void> };

/** Is removed when the process exits, if not before: Playwright makes an exit of Ctrl-C. */
export function createTempFolder(parent: string): TempFolder {
  const path = mkdtempSync(join(parent, "picket-throughput-"));
  const removeNow = (): void => rmSync(path, { recursive: true, force: true });
  process.once("exit", removeNow);
  return {
    path,
    remove: async () => {
      process.off("exit", removeNow);
      removeNow();
    },
  };
}
