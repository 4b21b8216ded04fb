/** Text for a terminal: as wide as it should be, whatever script it is in, and no more than text. */
import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";

/** A file's name may hold anything, also what clears a screen or turns the direction of reading. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(
    /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu,
    "\uFFFD",
  );
}

/** @returns text of exactly so many columns, padded or with its middle left out: the ends tell files apart */
export function fit(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text + " ".repeat(columns - stringWidth(text));
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  let [head, tail] = ["", ""];
  for (;;) {
    const isHeadNext = stringWidth(head) <= stringWidth(tail);
    const next = isHeadNext ? characters.shift() : characters.pop();
    if (next === undefined || stringWidth(head + next + tail) >= columns) break;
    if (isHeadNext) head += next;
    else tail = next + tail;
  }
  return fit(`${head}…${tail}`, columns);
}

/** @returns e.g. `2.4 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < KiB) return `${bytes} B`;
  return bytes < MiB ? `${Math.round(bytes / KiB)} kB` : `${(bytes / MiB).toFixed(1)} MB`;
}

const KiB = 1024;
const MiB = KiB * KiB;

/** @returns e.g. `40 s`, `3 min`, `2 h` */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** @param noun in the singular, e.g. `file` */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
