/** The files that were refused or failed, as a table: which, what is wrong, and what to do. */
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import { describeProblem } from "./describe-problem.ts";
import type { Summary } from "./summary.ts";
import { countOf, fit, printable } from "./text.ts";

/**
 * @param columns of the terminal
 * @returns lines; none when there is nothing to say
 */
export function problemTable({ files, isDryRun }: Summary, columns: number): string[] {
  const rows = files.flatMap(({ file, outcome }) =>
    "refusal" in outcome
      ? [{ name: printable(file.label), problem: describeProblem(outcome.refusal) }]
      : [],
  );
  if (rows.length === 0) return [];
  const widest = Math.max(...rows.map(({ name }) => stringWidth(name)));
  const nameColumns = Math.min(Math.max(widest, "File".length), Math.floor(columns * 0.4));
  const textColumns = Math.max(columns - nameColumns - 2 * gap.length, 20);
  const lines = rows.flatMap(({ name, problem }) =>
    wrapAnsi(problem, textColumns, { hard: true })
      .split("\n")
      .map((text, index) => `${gap}${fit(index === 0 ? name : "", nameColumns)}${gap}${text}`),
  );
  const verb = isDryRun ? "would not be uploaded" : "not uploaded";
  return [
    `${countOf(rows.length, "file")} ${verb}:`,
    `${gap}${fit("File", nameColumns)}${gap}What is wrong, and what to do`,
    ...lines,
  ];
}

const gap = "  ";
