/** The table of sizes, as it stands in the README. */

export type Row = { title: string; bytes: number };

const heading = "minified and gzipped";

/** @returns Markdown as the formatter leaves it; kB are 1,000 bytes */
export function toTable(rows: readonly Row[]): string {
  const cells = rows.map(({ title, bytes }) => [title, (bytes / 1000).toFixed(1)] as const);
  const titleWidth = Math.max(heading.length, ...cells.map(([title]) => title.length));
  const line = (title: string, kB: string): string =>
    `| ${title.padEnd(titleWidth)} | ${kB.padStart(4)} |`;
  const rule = `| ${"-".repeat(titleWidth)} | ---: |`;
  return [line(heading, "kB"), rule, ...cells.map(([title, kB]) => line(title, kB))].join("\n");
}

/** Finds the table in a text. @throws Error when there is none */
export function findTable(text: string): string {
  const start = text.indexOf(`| ${heading}`);
  if (start === -1) throw new Error(`No table begins with "| ${heading}".`);
  const [table = ""] = text.slice(start).split("\n\n", 1);
  return table.trimEnd();
}

/**
 * Do two tables say the same? A tenth of a kB more or less counts as the same: zlib is not the same in every Node,
 * and a line of code should not need a line in the README.
 */
export function agree(one: string, other: string): boolean {
  const [rows, others] = [readTable(one), readTable(other)];
  return (
    rows.length === others.length &&
    rows.every(({ title, bytes }, at) => {
      const twin = others[at];
      return twin?.title === title && Math.abs(twin.bytes - bytes) < 150;
    })
  );
}

function readTable(table: string): Row[] {
  const [, , ...lines] = table.split("\n");
  return lines.map((line) => {
    const [, title = "", kB = ""] = line.split("|").map((cell) => cell.trim());
    return { title, bytes: Number(kB) * 1000 };
  });
}
