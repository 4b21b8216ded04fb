/** What a measurement says. */

/** The large shop may take so much longer than the small one. */
export const bar = 2;

export type Comparison = { name: string; smallMs: number[]; largeMs: number[] };

export type Summary = {
  name: string;
  small: { medianMs: number; p95Ms: number };
  large: { medianMs: number; p95Ms: number };
  medianRatio: number;
  /** of the p95: what the bar is about */
  ratio: number;
};

export function summarize({ name, smallMs, largeMs }: Comparison): Summary {
  const [small, large] = [smallMs, largeMs].map((durationsMs) => ({
    medianMs: quantile(durationsMs, 0.5),
    p95Ms: quantile(durationsMs, 0.95),
  }));
  if (!small || !large) throw new Error("Both were measured.");
  const medianRatio = large.medianMs / small.medianMs;
  return { name, small, large, medianRatio, ratio: large.p95Ms / small.p95Ms };
}

/** @returns Markdown */
export function describe(
  summaries: readonly Summary[],
  { small, large }: { small: string; large: string },
): string {
  const rows = summaries.map((summary) => [
    summary.name,
    summary.small.medianMs.toFixed(2),
    summary.small.p95Ms.toFixed(2),
    summary.large.medianMs.toFixed(2),
    summary.large.p95Ms.toFixed(2),
    summary.medianRatio.toFixed(2),
    summary.ratio.toFixed(2),
  ]);
  const head = ["ms", `${small}: median`, "p95", `${large}: median`, "p95", "ratio: median", "p95"];
  const rules = head.map((title, at) => (at === 0 ? "---" : `${"-".repeat(title.length - 1)}:`));
  return [head, rules, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** @param share 0–1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
