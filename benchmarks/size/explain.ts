/** Says where the bytes of a bundle are, when there are too many. */
import { basename } from "node:path";
import { minifySync } from "rolldown/utils";
import { gzippedBytes, type Module } from "./weigh.ts";

/**
 * @returns a line for each module, the most expensive first: the bytes that it adds to all the others. They sum up to
 *   less than the bundle, because what modules have in common is compressed once
 */
export function explain(modules: Module[]): string[] {
  const parts = modules.map(({ id, code }) => ({
    name: basename(id),
    // Nothing is dropped as unused: whoever uses it is in another module.
    code: minifySync(id, code, { compress: false, mangle: { toplevel: true } }).code,
  }));
  const weightOf = (some: typeof parts): number =>
    gzippedBytes(some.map(({ code }) => code).join(""));
  const total = weightOf(parts);
  return parts
    .map((part) => ({ ...part, bytes: total - weightOf(parts.filter((other) => other !== part)) }))
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(({ name, bytes }) => `${String(bytes).padStart(7)} ${name}`);
}
