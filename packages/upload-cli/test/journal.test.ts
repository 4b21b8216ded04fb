import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { journalName, openJournal } from "../src/journal.ts";
import { lockJournal } from "../src/lock-journal.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "journal-"));
});
afterEach(() => rm(folder, { recursive: true }));

const file = { path: "/photos/mug.jpg", sizeBytes: 7, modifiedAtMs: 1.5 };
const ticket = {
  method: "POST",
  url: "https://s3.test",
  fields: { key: "k" },
  claim: "c",
} as const;
const expiresAt = "2026-01-01T00:00:00.000Z";

function open(options: Partial<Parameters<typeof openJournal>[1]> = {}) {
  return openJournal(folder, { name: "j.ndjson", forget: [], isReadOnly: false, ...options });
}

test("the next run knows what is published, by its file and by its content", () => {
  open().write({ type: "published", sha256: "s", file });
  const journal = open();
  expect(journal.isFilePublished(file)).toBe(true);
  expect(journal.isContentPublished("s")).toBe(true);
  expect(journal.isContentPublished("t")).toBe(false);
});

test.for([{ path: "/photos/cup.jpg" }, { sizeBytes: 8 }, { modifiedAtMs: 2 }])(
  "another file is not the same: %j",
  (change) => {
    open().write({ type: "published", sha256: "s", file });
    expect(open().isFilePublished({ ...file, ...change })).toBe(false);
  },
);

test("a ticket is under way until it is said what became of it", () => {
  open().write({ type: "ticket", sha256: "s", file, ticket, expiresAt });
  const journal = open();
  expect(journal.ticketOf("s")).toMatchObject({ ticket, expiresAt });
  expect(journal.isUnderWay(file)).toBe(true);
  expect(journal.isFilePublished(file)).toBe(false);
  journal.write({ type: "published", sha256: "s", file });
  expect(journal.ticketOf("s")).toBeUndefined();
  expect(open().ticketOf("s")).toBeUndefined();
});

test("a ticket of this run is no earlier one", () => {
  const journal = open();
  journal.write({ type: "ticket", sha256: "s", file, ticket, expiresAt });
  expect(journal.ticketOf("s")).toBeUndefined();
});

test("what was refused is neither published nor under way", () => {
  const journal = open();
  journal.write({ type: "ticket", sha256: "s", file, ticket, expiresAt });
  journal.write({ type: "ended", sha256: "s" });
  expect(open().ticketOf("s")).toBeUndefined();
  expect(open().isFilePublished(file)).toBe(false);
});

test("a line that was cut off by a kill, or that nobody knows, costs nothing but itself", () => {
  const journal = open();
  journal.write({ type: "published", sha256: "s", file });
  appendFileSync(path.join(folder, "j.ndjson"), '{"type":"dream"}\n{"type":"published","sha2');
  expect(open().isFilePublished(file)).toBe(true);
  writeFileSync(path.join(folder, "j.ndjson"), "\u0000\u0001 no journal at all");
  expect(open().isFilePublished(file)).toBe(false);
});

test("opening keeps the last word about each file only", () => {
  const journal = open();
  for (let times = 0; times < 5; times += 1) {
    journal.write({ type: "ticket", sha256: "s", file, ticket, expiresAt });
    journal.write({ type: "published", sha256: "s", file });
  }
  open();
  expect(readFileSync(path.join(folder, "j.ndjson"), "utf8").trim().split("\n")).toHaveLength(1);
});

test("files to be uploaded again are forgotten, and so is what others with their content were", () => {
  const cup = { ...file, path: "/photos/cup.jpg" };
  const journal = open();
  journal.write({ type: "published", sha256: "s", file });
  journal.write({ type: "published", sha256: "t", file: cup });
  const again = open({ forget: [file] });
  expect(again.isFilePublished(file)).toBe(false);
  expect(again.isContentPublished("s")).toBe(false);
  expect(again.isFilePublished(cup)).toBe(true);
  expect(open().isFilePublished(file)).toBe(false);
  expect(open().isContentPublished("t")).toBe(true);
});

test("a dry run writes nothing and forgets nothing", async () => {
  open().write({ type: "published", sha256: "s", file });
  const dry = open({ forget: [file], isReadOnly: true });
  expect(dry.isFilePublished(file)).toBe(false);
  dry.write({ type: "ended", sha256: "s" });
  expect(open().isFilePublished(file)).toBe(true);
  openJournal(path.join(folder, "nowhere"), { name: "j.ndjson", forget: [], isReadOnly: true });
  expect(await readdir(folder)).toEqual(["j.ndjson"]);
});

test("nobody else can read it: a ticket is a permission", () => {
  open().write({ type: "ticket", sha256: "s", file, ticket, expiresAt });
  expect(statSync(path.join(folder, "j.ndjson")).mode & 0o777).toBe(0o600);
});

test("each server, route and input has a journal of its own", () => {
  const key = { url: "https://shop.example", route: "uploads.avatar", input: { productId: "mug" } };
  expect(journalName(key)).toMatch(/^[0-9a-f]{32}\.ndjson$/);
  const others = [{ url: "https://two.example" }, { route: "x" }, { input: { productId: "cup" } }];
  expect(
    new Set([key, ...others.map((other) => ({ ...key, ...other }))].map(journalName)).size,
  ).toBe(4);
});

test("one run at a time holds a lock; that of a dead one, or of an earlier self, is taken over", async () => {
  const lock = path.join(folder, "lock");
  writeFileSync(lock, String(process.ppid));
  expect(() => lockJournal(lock)).toThrow(`Another picket (process ${process.ppid})`);
  // No process has this id: it is above what any system gives.
  for (const owner of ["999999999", String(process.pid), "", "no number"]) {
    writeFileSync(lock, owner);
    const unlock = lockJournal(lock);
    expect(readFileSync(lock, "utf8")).toBe(String(process.pid));
    unlock();
  }
  expect(await readdir(folder)).toEqual([]);
});
