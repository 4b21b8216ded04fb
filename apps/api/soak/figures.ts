/** What a soak measured, with the bar that it is held to. */

export type Figure = {
  name: string;
  /** with the bar behind it */
  text: string;
  /** over its bar, or not measured where this system tells it */
  isBroken: boolean;
  /** a busy machine breaks those of time without anybody's fault */
  about: "endings" | "memory" | "time";
};

/** @returns a line to print */
export function lineOf({ name, text, isBroken }: Figure): string {
  return `${isBroken ? "BROKEN " : ""}${name.padEnd(18)} ${text}`;
}

/** @returns NaN of nothing */
export function percentileOf(values: readonly number[], share: number): number {
  const rising = values.toSorted((a, b) => a - b);
  return rising[Math.min(rising.length - 1, Math.floor(rising.length * share))] ?? Number.NaN;
}
