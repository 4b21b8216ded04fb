/** The bars of `soak:hostile` can be broken. */
import { describe, expect, test } from "vitest";
import { hostileFigures } from "../soak/hostile-figures.ts";
import { floodFigure } from "../soak/run-flood.ts";
import type { HostileReport } from "../soak/run-hostile-line.ts";

const mebibyte = 1024 ** 2;

const good: HostileReport = {
  isEmbedded: false,
  uploads: 2,
  endings: { published: 2 },
  wrong: [],
  publicObjects: 8,
  traces: [],
  strays: [],
  followedLinks: [],
  slowest: { name: "bomb", settledMs: 25_000 },
  healthMs: Array.from({ length: 200 }, (_, index) => (index < 198 ? 5 : 190)),
  programFirstBytes: 100 * mebibyte,
  programMaxBytes: 512 * mebibyte,
  decoderMaxBytes: 1229 * mebibyte,
};

function brokenBy(changes: Partial<HostileReport>): string[] {
  return hostileFigures({ ...good, ...changes })
    .filter(({ isBroken }) => isBroken)
    .map(({ name }) => name);
}

describe("a run with hostile files", () => {
  test("holds its bars when it is right below them", () => {
    expect(brokenBy({})).toEqual([]);
  });

  test.each<[name: string, changes: Partial<HostileReport>]>([
    ["other endings", { wrong: ["bomb: published, not IMAGE_DIMENSIONS"] }],
    ["traces in public", { traces: ["a script"] }],
    ["left over", { strays: ["incoming/x"] }],
    ["followed links", { followedLinks: ["127.0.0.1:1"] }],
    ["slowest ending", { slowest: { name: "bomb", settledMs: 25_001 } }],
    ["/healthz p99", { healthMs: [5, 201] }],
    ["/healthz p99", { healthMs: [] }],
    ["program's memory", { programMaxBytes: 513 * mebibyte }],
    ["program's growth", { isEmbedded: true, programMaxBytes: 485 * mebibyte }],
    ["decoder's memory", { decoderMaxBytes: 1230 * mebibyte }],
  ])("breaks the one of %s by %j", (name, changes) => {
    expect(brokenBy(changes)).toEqual([name]);
  });

  test("breaks those of memory on Linux when nothing was measured", () => {
    const nothing = { programFirstBytes: null, programMaxBytes: null, decoderMaxBytes: null };
    const broken = process.platform === "linux" ? ["program's memory", "decoder's memory"] : [];
    expect(brokenBy(nothing)).toEqual(broken);
  });
});

test("a flood that makes somebody else wait three times as long breaks its bar", () => {
  const isBroken = (floodedMs: number[]): boolean =>
    floodFigure({ aloneMs: [100, 100], floodedMs, bombs: 9, bombsEnded: 3 }).isBroken;
  expect(isBroken([110, 299])).toBe(false);
  expect(isBroken([110, 300])).toBe(true);
  expect(isBroken([])).toBe(true);
});
