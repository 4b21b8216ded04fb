/** A run as a whole: how it ended, in words and as an exit code. */
import type { Refusal } from "@picket/upload-core";
import { describeProblem } from "./describe-problem.ts";
import type { FoundFile } from "./find-files.ts";
import { countOutcomes, type Outcome } from "./outcome.ts";
import { countOf } from "./text.ts";

export type Summary = {
  /** every file of the run, in their order */
  files: ReadonlyArray<{ file: FoundFile; outcome: Outcome }>;
  isDryRun: boolean;
  isAgain: boolean;
  /** why it gave up before the last file */
  gaveUp: Refusal | null;
  /** what stopped it from outside */
  stoppedBy: StopSignal | null;
};

export type StopSignal = "SIGINT" | "SIGTERM";

export function exitCodeOf({ files, gaveUp, stoppedBy }: Summary): number {
  if (stoppedBy) return stoppedBy === "SIGINT" ? 130 : 143;
  if (gaveUp) return 2;
  const counts = countOutcomes(files.map(({ outcome }) => outcome));
  // Not one picture in a folder is a mistake in the command.
  if (counts.skipped > 0 && counts.skipped === files.length) return 2;
  return counts.rejected + counts.failed > 0 ? 1 : 0;
}

/** @returns one sentence a line */
export function describeSummary(summary: Summary): string[] {
  const { files, isDryRun, isAgain, gaveUp, stoppedBy } = summary;
  const counts = countOutcomes(files.map(({ outcome }) => outcome));
  const parts = [
    [counts.published, "published"],
    [counts.accepted, "would be uploaded"],
    [counts.present, "published before"],
    [counts.duplicate, "the same as another"],
    [counts.rejected, isDryRun ? "would be refused" : "refused"],
    [counts.failed, "failed"],
    [counts.skipped, "skipped (no picture)"],
    [counts.unfinished, "not done"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const total = `${countOf(files.length, "file")}: ${said.join(", ")}.`;
  const lines = [isDryRun ? `Dry run, nothing was sent. ${total}` : total];
  if (gaveUp) lines.push(`Stopped: ${describeProblem(gaveUp)}`);
  if (counts.unfinished > 0 && !isDryRun && (stoppedBy || gaveUp)) {
    const how = isAgain ? "but without --again" : "as it was";
    lines.push(`To go on, run the command once more, ${how}.`);
  }
  return lines;
}
