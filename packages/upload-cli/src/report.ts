/** Where a run is told to: a terminal, a log, or a program. */
import type { FoundFile } from "./find-files.ts";
import type { Outcome } from "./outcome.ts";
import type { Summary } from "./summary.ts";
import type { ActiveFile } from "./upload-files.ts";

export type Progress = {
  fileCount: number;
  settledCount: number;
  /** of what is to be sent, or was */
  totalBytes: number;
  sentBytes: number;
  bytesPerSecond: number;
  active: ReadonlyArray<ActiveFile>;
};

/** Of a run's end it is told with `end`, once and last. */
export type Report = {
  settled: (file: FoundFile, outcome: Outcome) => void;
  progress: (progress: Progress) => void;
  end: (summary: Summary) => void;
};
