/** For people at a terminal: a bar for each file that moves and one for all, above them what is done. */
import { styleText } from "node:util";
import { progressOf, type UploadItem } from "@picket/upload-core/client";
import { createLogUpdate } from "log-update";
import { describeEnd, describeOutcome } from "./plain-report.ts";
import type { Progress, Report } from "./report.ts";
import { fit, formatBytes, formatSeconds, printable } from "./text.ts";

/** Often enough to be seen moving. */
const frameMs = 100;

export function createLiveReport(terminal: NodeJS.WriteStream): Report {
  const screen = createLogUpdate(terminal);
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    terminal.hasColors() ? styleText(style, text) : text;
  // Some terminals do not tell.
  const columns = (): number => terminal.columns || 80;
  let latest: Progress | null = null;
  const draw = (): void => {
    if (latest) screen(drawProgress(latest, columns()).join("\n"));
  };
  const timer = setInterval(draw, frameMs);
  return {
    settled: ({ label }, outcome) => {
      const line = describeOutcome(label, outcome);
      if (!line) return;
      screen.persist(`${paint(styles[line.word] ?? "dim", line.word.padEnd(10))} ${line.rest}`);
      draw();
    },
    progress: (progress) => {
      latest = progress;
    },
    end: (summary) => {
      clearInterval(timer);
      screen.clear();
      screen.done();
      terminal.write(describeEnd(summary, columns()));
    },
  };
}

const styles: Record<string, "green" | "red"> = {
  published: "green",
  fine: "green",
  refused: "red",
  failed: "red",
};

/** @returns lines of at most so many columns */
export function drawProgress(progress: Progress, columns: number): string[] {
  const { fileCount, settledCount, totalBytes, sentBytes, bytesPerSecond, active } = progress;
  const nameColumns = Math.min(32, Math.max(columns - barColumns - 26, 8));
  const moving = active.map(({ file, item }) =>
    [fit(printable(file.label), nameColumns), drawBar(progressOf(item)), stateOf(item)].join("  "),
  );
  const share = totalBytes > 0 ? sentBytes / totalBytes : 0;
  const facts = [
    `${settledCount} of ${fileCount}`,
    `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`,
  ];
  if (bytesPerSecond > 0) {
    facts.push(`${formatBytes(Math.round(bytesPerSecond))}/s`);
    // What buffers hold leaves in a time that nobody knows.
    const leftBytes = totalBytes - sentBytes;
    if (leftBytes > 0) facts.push(`${formatSeconds(leftBytes / bytesPerSecond)} left`);
  }
  const total = `${drawBar(share)}  ${facts.join("  ")}`;
  return [...moving, total].map((line) => fit(line, columns - 1).trimEnd());
}

const barColumns = 20;

/** @param share 0–1 */
function drawBar(share: number): string {
  // Full only when it is over.
  const filled = Math.floor(share * barColumns);
  return "█".repeat(filled) + "░".repeat(barColumns - filled);
}

function stateOf(item: UploadItem<unknown>): string {
  if (item.status === "uploading") return `${Math.floor(progressOf(item) * 100)} %`;
  return states[item.status] ?? "waits";
}

const states: Partial<Record<UploadItem<unknown>["status"], string>> = {
  verifying: "verifying",
  retrying: "trying again",
  published: "published",
};
