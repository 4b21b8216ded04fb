/** Amounts as a language writes them; the words around them are the language's own. */

/** @returns e.g. `12,000` or `12.000`; at most one decimal */
export function formatNumber(value: number, locale: string): string {
  return value.toLocaleString(locale, { maximumFractionDigits: 1 });
}

/**
 * A size up and its limit down, so that the two never read the same.
 * @returns e.g. `15.1 MB` and `15 MB`, in a unit that leaves neither at nothing
 */
export function formatSizes(
  { sizeBytes, maxSizeBytes }: { sizeBytes: number; maxSizeBytes: number },
  locale: string,
): { size: string; limit: string } {
  return {
    size: formatSize(sizeBytes, Math.ceil, locale),
    limit: formatSize(maxSizeBytes, Math.floor, locale),
  };
}

function formatSize(sizeBytes: number, round: (value: number) => number, locale: string): string {
  if (sizeBytes >= MiB) return `${formatNumber(round((sizeBytes / MiB) * 10) / 10, locale)} MB`;
  if (sizeBytes >= KiB) return `${formatNumber(round(sizeBytes / KiB), locale)} kB`;
  return `${sizeBytes} B`;
}

const KiB = 1024;
const MiB = 1024 * KiB;

/** @returns whole seconds up to two minutes, from there on whole minutes; never less than was asked for */
export function roundWait(waitMs: number): { unit: "second" | "minute"; count: number } {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  if (seconds <= 120) return { unit: "second", count: seconds };
  return { unit: "minute", count: Math.ceil(seconds / 60) };
}

/** @returns megapixels from one on, and never more than the limit is */
export function roundPixels(maxPixels: number): { unit: "pixel" | "megapixel"; count: number } {
  if (maxPixels < 1_000_000) return { unit: "pixel", count: maxPixels };
  return { unit: "megapixel", count: Math.floor(maxPixels / 100_000) / 10 };
}

/** @returns e.g. `a, b or c` */
export function formatChoice(choices: string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: "disjunction" }).format(choices);
}
