/** Amounts of bytes as people read them: with the units and roundings of the messages. */

/** @returns rounded up, so that nothing is smaller than it is, e.g. `640 kB`, `2.1 MB` */
export function formatSize(sizeBytes: number, locale: string): string {
  return join(sizeBytes, unitOf(sizeBytes), { locale, round: Math.ceil });
}

/** @returns rounded down, so that what is as large as it says is allowed, e.g. `15 MB` */
export function formatLimit(maxSizeBytes: number, locale: string): string {
  return join(maxSizeBytes, unitOf(maxSizeBytes), { locale, round: Math.floor });
}

export type Part = { partBytes: number; wholeBytes: number };

/** @returns both in the unit of the whole, e.g. `12.3` and `40 MB`; the part rounded down, for it has to arrive */
export function formatPart(
  { partBytes, wholeBytes }: Part,
  locale: string,
): { part: string; whole: string } {
  const unit = unitOf(wholeBytes);
  return {
    part: count(partBytes, unit, { locale, round: Math.floor }),
    whole: join(wholeBytes, unit, { locale, round: Math.ceil }),
  };
}

type Unit = { name: string; bytes: number; decimals: number };
type Style = { locale: string; round: (value: number) => number };

const units: readonly Unit[] = [
  { name: "MB", bytes: 1024 * 1024, decimals: 1 },
  { name: "kB", bytes: 1024, decimals: 0 },
];
const bytes: Unit = { name: "B", bytes: 1, decimals: 0 };

function unitOf(sizeBytes: number): Unit {
  return units.find((unit) => sizeBytes >= unit.bytes) ?? bytes;
}

function join(sizeBytes: number, unit: Unit, style: Style): string {
  return `${count(sizeBytes, unit, style)} ${unit.name}`;
}

function count(sizeBytes: number, unit: Unit, { locale, round }: Style): string {
  const scale = 10 ** unit.decimals;
  const value = round((sizeBytes / unit.bytes) * scale) / scale;
  return value.toLocaleString(locale, { maximumFractionDigits: unit.decimals });
}
