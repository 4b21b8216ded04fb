/** When each file was picked, which is what its place among the others follows from. */
import { expect, test } from "vitest";
import { uploadError } from "../../src/upload-error.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import { createJournalInMemory } from "./journal-in-memory.ts";
import { createTicket, inTurn, never, throwing, type Script } from "./scripted-server.ts";

test("of files that are picked together each is later than the one before, however long each takes", async () => {
  const unreachable = throwing(new TypeError("fetch failed"));
  const { uploader, clock, requests, pickedAtMs, whenSettled } = createTestUploader({
    ticket: inTurn<Script["ticket"]>(unreachable, ({ name }) => createTicket(name)),
  });
  await clock.advance(1000);
  uploader.add(files("a.jpg", "b.jpg", "c.jpg"));
  await whenSettled();
  const asked = requests.filter((request) => request.startsWith("ticket"));
  expect(asked.at(-1)).toBe("ticket a.jpg");
  expect(Object.fromEntries(pickedAtMs)).toEqual({ "a.jpg": 1001, "b.jpg": 1002, "c.jpg": 1003 });
});

test("what is picked later is later, also in the same instant", async () => {
  const { uploader, clock, pickedAtMs, whenSettled } = createTestUploader();
  uploader.add(files("a.jpg", "b.jpg"));
  uploader.add(files("c.jpg"));
  await whenSettled();
  await clock.advance(5000);
  uploader.add(files("d.jpg"));
  await whenSettled();
  const names = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"];
  expect(names.map((name) => pickedAtMs.get(name))).toEqual([1, 2, 3, 5004]);
});

test("another try, and another ticket, change nothing about it", async () => {
  const refused = throwing(uploadError("FORBIDDEN"));
  const { uploader, clock, pickedAtMs, whenSettled } = createTestUploader({
    ticket: inTurn<Script["ticket"]>(refused, () => createTicket("claim-1")),
  });
  uploader.add(files("a.jpg"));
  await whenSettled();
  const first = pickedAtMs.get("a.jpg");
  await clock.advance(60_000);
  uploader.retry();
  await whenSettled();
  expect([uploader.getSnapshot().items[0]?.status, pickedAtMs.get("a.jpg")]).toEqual([
    "published",
    first,
  ]);
});

test("a file that a reload has lost and that is picked again keeps its place", async () => {
  const journal = createJournalInMemory();
  const before = createTestUploader({ ticket: never }, { journal });
  before.uploader.add(files("a.jpg", "b.jpg", "c.jpg"));
  await turn();
  before.uploader.destroy();
  const { uploader, clock, pickedAtMs, whenSettled } = createTestUploader({}, { journal });
  await clock.advance(60_000);
  await uploader.recover();
  await whenSettled();
  uploader.add(files("new.jpg", "c.jpg", "b.jpg"));
  await whenSettled();
  expect(Object.fromEntries(pickedAtMs)).toEqual({ "b.jpg": 2, "c.jpg": 3, "new.jpg": 60_004 });
  expect(journal.known()).toEqual([
    { name: "a.jpg", sizeBytes: 5, pickedAtMs: 1, sha256: "a.jpg" },
  ]);
});
