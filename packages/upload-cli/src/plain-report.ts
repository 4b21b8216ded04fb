/** For logs: a line for each file as it settles, and the whole run at the end. */
import wrapAnsi from "wrap-ansi";
import { problemTable } from "./problem-table.ts";
import type { Outcome, OutcomeStatus } from "./outcome.ts";
import type { Report } from "./report.ts";
import { describeSummary, type Summary } from "./summary.ts";
import { printable } from "./text.ts";

/** @param columns how wide the table at the end may be */
export function createPlainReport(write: (text: string) => void, columns = 100): Report {
  return {
    settled: ({ label }, outcome) => {
      const line = describeOutcome(label, outcome);
      if (line) write(`${line.word.padEnd(10)} ${line.rest}\n`);
    },
    progress: () => {},
    end: (summary) => write(describeEnd(summary, columns)),
  };
}

export function describeEnd(summary: Summary, columns: number): string {
  const table = problemTable(summary, columns);
  const said = describeSummary(summary).map((sentence) => wrapAnsi(sentence, columns));
  return ["", ...table, ...(table.length > 0 ? [""] : []), ...said, ""].join("\n");
}

/** @returns null for what needs no line of its own: it is counted at the end */
export function describeOutcome(
  label: string,
  outcome: Outcome,
): { word: string; rest: string } | null {
  const word = words[outcome.status];
  if (word === null) return null;
  const name = printable(label);
  if (outcome.status === "skipped") return { word, rest: `${name}  no picture` };
  if (outcome.status === "duplicate") {
    return { word, rest: `${name}  the same as ${printable(outcome.of)}` };
  }
  return { word, rest: name };
}

const words: Record<OutcomeStatus, string | null> = {
  published: "published",
  accepted: "fine",
  rejected: "refused",
  failed: "failed",
  duplicate: "skipped",
  skipped: "skipped",
  present: null,
  unfinished: null,
};
