/** How far a run is, in files and in bytes. */
import type { FoundFile } from "./find-files.ts";
import type { Outcome } from "./outcome.ts";
import type { Progress } from "./report.ts";
import type { ActiveFile } from "./upload-files.ts";

export function sumProgress(
  files: readonly FoundFile[],
  outcomes: ReadonlyMap<FoundFile, Outcome>,
  active: readonly ActiveFile[],
): Omit<Progress, "active" | "bytesPerSecond"> {
  let [totalBytes, sentBytes] = [0, 0];
  for (const file of files) {
    const status = outcomes.get(file)?.status;
    // What is not sent at all would only make the rest look small.
    if (status !== undefined && status !== "published" && status !== "failed") continue;
    totalBytes += file.sizeBytes;
    if (status === "published") sentBytes += file.sizeBytes;
  }
  for (const { item } of active) {
    if (item.status === "uploading") sentBytes += item.loadedBytes;
    if (item.status === "verifying" || item.status === "published") sentBytes += item.sizeBytes;
  }
  return { fileCount: files.length, settledCount: outcomes.size, totalBytes, sentBytes };
}
