import stringWidth from "string-width";
import { expect, test } from "vitest";
import type { FoundFile } from "./find-files.ts";
import type { Outcome } from "./outcome.ts";
import { problemTable } from "./problem-table.ts";
import type { Summary } from "./summary.ts";

const empty: Outcome = { status: "rejected", refusal: { code: "FILE_EMPTY", details: {} } };
const lost: Outcome = { status: "failed", refusal: { code: "NETWORK", details: {} } };
const damaged: Outcome = { status: "rejected", refusal: { code: "IMAGE_UNREADABLE", details: {} } };

function found(label: string): FoundFile {
  return { path: `/${label}`, label, sizeBytes: 1, modifiedAtMs: 1, isNamed: false };
}

function summary(outcomes: Record<string, Outcome>, isDryRun = false): Summary {
  const entries = Object.entries(outcomes);
  const files = entries.map(([label, outcome]) => ({ file: found(label), outcome }));
  return { files, isDryRun, isAgain: false, gaveUp: null, stoppedBy: null };
}

test("each file that was not uploaded has a row with what is wrong and what to do", () => {
  const files = { "a.jpg": empty, "b.jpg": { status: "present" } as const, "cup.jpg": lost };
  expect(problemTable(summary(files), 80)).toEqual([
    "2 files not uploaded:",
    "  File     What is wrong, and what to do",
    "  a.jpg    This file is empty. Choose the photo again.",
    "  cup.jpg  The connection was lost. Check it and try again.",
  ]);
});

test("in a narrow terminal long texts go on below themselves, and long names are cut", () => {
  const table = problemTable(summary({ "a very long name of a photo.jpg": damaged }), 50);
  expect(table.slice(2)).toEqual([
    "  a very lon…photo.jpg  This image is damaged.",
    "                        Open it in a photo app,",
    "                        save it again, and add",
    "                        that.",
  ]);
});

test("whatever the name, no line is wider than the terminal", () => {
  const files = { "日本語の長い名前の写真です.jpg": damaged, "\u001B[31mred\u0007.jpg": empty };
  for (const columns of [60, 80, 200]) {
    for (const line of problemTable(summary(files), columns)) {
      expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      expect(line).not.toContain("\u001B");
    }
  }
});

test("a dry run says what would be", () => {
  expect(problemTable(summary({ "a.jpg": empty }, true), 80)[0]).toBe(
    "1 file would not be uploaded:",
  );
});

test("where nothing is wrong there is no table", () => {
  expect(problemTable(summary({ "a.jpg": { status: "published", data: null } }), 80)).toEqual([]);
});
