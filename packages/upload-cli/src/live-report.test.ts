import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import type { UploadItem } from "@picket/upload-core/client";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import type { FoundFile } from "./find-files.ts";
import { createLiveReport, drawProgress } from "./live-report.ts";
import type { Progress } from "./report.ts";

function found(label: string): FoundFile {
  return { path: `/${label}`, label, sizeBytes: 1000, modifiedAtMs: 1, isNamed: false };
}

function item(state: Partial<UploadItem<unknown>>): UploadItem<unknown> {
  const file = new File([], "a.jpg");
  const facts = { id: 1, name: "a.jpg", sizeBytes: 1000, file, attempt: 1, status: "queued" };
  // As the engine makes it, with what the status brings along.
  return { ...facts, ...state } as UploadItem<unknown>;
}

const refusal = { code: "NETWORK", details: {} } as const;

const progress: Progress = {
  fileCount: 4,
  settledCount: 1,
  totalBytes: 4_194_304,
  sentBytes: 2_097_152,
  bytesPerSecond: 1_048_576,
  active: [
    { file: found("mug.jpg"), item: item({ status: "uploading", loadedBytes: 500 }) },
    { file: found("cup.jpg"), item: item({ status: "verifying" }) },
    {
      file: found("jug.jpg"),
      item: item({ status: "retrying", delayMs: 1000, refusal }),
    },
    { file: found("pot.jpg"), item: item({ status: "ticketing" }) },
  ],
};

test("each file that moves has a bar, and so has the whole", () => {
  expect(drawProgress(progress, 80)).toEqual([
    "mug.jpg                           ██████████░░░░░░░░░░  50 %",
    "cup.jpg                           ███████████████████░  verifying",
    "jug.jpg                           ░░░░░░░░░░░░░░░░░░░░  trying again",
    "pot.jpg                           ░░░░░░░░░░░░░░░░░░░░  waits",
    "██████████░░░░░░░░░░  1 of 4  2.0 MB of 4.0 MB  1.0 MB/s  2 s left",
  ]);
});

test("while nothing flows, no time is promised", () => {
  const stalled = { ...progress, active: [], bytesPerSecond: 0 };
  expect(drawProgress(stalled, 80)).toEqual(["██████████░░░░░░░░░░  1 of 4  2.0 MB of 4.0 MB"]);
});

test("once all is handed over, nobody can say how long it takes", () => {
  const handedOver = { ...progress, active: [], sentBytes: progress.totalBytes };
  expect(drawProgress(handedOver, 80)).toEqual([
    "████████████████████  1 of 4  4.0 MB of 4.0 MB  1.0 MB/s",
  ]);
});

test("no line is as wide as the terminal, which would break it", () => {
  const long = { file: found("日本語 ".repeat(20)), item: item({ status: "verifying" }) };
  for (const columns of [20, 40, 80, 200]) {
    for (const line of drawProgress({ ...progress, active: [long] }, columns)) {
      expect(stringWidth(line)).toBeLessThan(columns);
    }
  }
});

test("what is done stays above the bars, and at the end there is no bar left", () => {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk.toString());
      done();
    },
  });
  const screen = { isTTY: true, columns: 80, rows: 24, hasColors: () => true };
  // As much of a terminal as is looked at.
  const report = createLiveReport(Object.assign(stream, screen) as unknown as WriteStream);
  report.progress(progress);
  const done = { status: "published", data: null } as const;
  report.settled(found("done.jpg"), done);
  expect(written.join("")).toContain(`${styleText("green", "published ")} done.jpg`);
  expect(written.at(-1)).toContain("mug.jpg");
  report.end({
    files: [{ file: found("done.jpg"), outcome: done }],
    isDryRun: false,
    isAgain: false,
    gaveUp: null,
    stoppedBy: null,
  });
  expect(written.at(-1)).toBe("\n1 file: 1 published.\n");
});
