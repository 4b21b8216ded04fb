import { expect, test } from "vitest";
import type { Outcome } from "./outcome.ts";
import { describeSummary, exitCodeOf, type Summary } from "./summary.ts";

const published: Outcome = { status: "published", data: null };
const present: Outcome = { status: "present" };
const skipped: Outcome = { status: "skipped" };
const unfinished: Outcome = { status: "unfinished" };
const rejected: Outcome = { status: "rejected", refusal: { code: "FILE_EMPTY", details: {} } };
const failed: Outcome = { status: "failed", refusal: { code: "NETWORK", details: {} } };

function summary(outcomes: Outcome[], facts: Partial<Summary> = {}): Summary {
  const file = { path: "/a", label: "a", sizeBytes: 1, modifiedAtMs: 1, isNamed: false };
  const files = outcomes.map((outcome) => ({ file, outcome }));
  return { files, isDryRun: false, isAgain: false, gaveUp: null, stoppedBy: null, ...facts };
}

test.for([
  ["everything is published", summary([published, present]), 0],
  ["some were no pictures", summary([published, skipped]), 0],
  ["something was refused", summary([published, rejected]), 1],
  ["something failed", summary([published, failed]), 1],
  ["nothing was a picture", summary([skipped, skipped]), 2],
  ["the server could not be used", summary([failed, unfinished], { gaveUp: failed.refusal }), 2],
  ["of Ctrl-C", summary([published, unfinished], { stoppedBy: "SIGINT" }), 130],
  ["of SIGTERM", summary([rejected, unfinished], { stoppedBy: "SIGTERM" }), 143],
] as const)("when %s it exits with %i", ([, ended, exitCode]) => {
  expect(exitCodeOf(ended)).toBe(exitCode);
});

test("the whole run is one sentence", () => {
  const all = [published, published, present, rejected, failed, skipped];
  expect(describeSummary(summary([...all, { status: "duplicate", of: "b" }]))).toEqual([
    "7 files: 2 published, 1 published before, 1 the same as another, 1 refused, 1 failed, 1 skipped (no picture).",
  ]);
});

test("a dry run promises nothing that was done", () => {
  const outcomes: Outcome[] = [{ status: "accepted" }, rejected];
  expect(describeSummary(summary(outcomes, { isDryRun: true }))).toEqual([
    "Dry run, nothing was sent. 2 files: 1 would be uploaded, 1 would be refused.",
  ]);
});

test("a run that was stopped says how to go on", () => {
  const stopped = summary([published, unfinished], { stoppedBy: "SIGINT" });
  expect(describeSummary(stopped)).toEqual([
    "2 files: 1 published, 1 not done.",
    "To go on, run the command once more, as it was.",
  ]);
  expect(describeSummary({ ...stopped, isAgain: true })[1]).toContain("but without --again");
});

test("a run that gave up says why", () => {
  const gaveUp = { code: "FORBIDDEN", details: {} } as const;
  expect(describeSummary(summary([failed, unfinished], { gaveUp }))).toEqual([
    "2 files: 1 failed, 1 not done.",
    "Stopped: This product does not exist or belongs to another shop. Check --product and the account.",
    "To go on, run the command once more, as it was.",
  ]);
});
