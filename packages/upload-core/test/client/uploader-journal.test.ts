import { describe, expect, test } from "vitest";
import type { UploadStatus } from "../../src/client/state.ts";
import type { UploaderOptions } from "../../src/client/uploader.ts";
import type { JournalEntry } from "../../src/client/upload-journal.ts";
import { uploadError, type PlainErrorCode } from "../../src/upload-error.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import { createJournalInMemory } from "./journal-in-memory.ts";
import { inTurn, never, throwing, type Image, type Input, type Script } from "./scripted-server.ts";

const mug: JournalEntry = { name: "mug.jpg", sizeBytes: 7, pickedAtMs: 1 };
const readMug: JournalEntry = { ...mug, sha256: "mug.jpg" };
const sentMug: JournalEntry = { ...readMug, claim: "claim-1" };
const unwantedMug: JournalEntry = { name: "", sizeBytes: 0, claim: "claim-1", isDiscarded: true };

const refusing = (code: PlainErrorCode) => throwing(uploadError(code));
const unreachable = throwing(new TypeError("fetch failed"));

describe("of a file that is", () => {
  type Case = {
    status: UploadStatus;
    script?: Partial<Script>;
    options?: Partial<UploaderOptions<Input, Image>>;
    known: JournalEntry[];
  };
  const cases: Case[] = [
    { status: "queued", script: { policy: never }, known: [mug] },
    { status: "preparing", options: { prepare: never }, known: [mug] },
    { status: "ticketing", script: { ticket: never }, known: [readMug] },
    { status: "retrying", script: { ticket: unreachable }, known: [readMug] },
    { status: "failed", script: { ticket: refusing("FORBIDDEN") }, known: [readMug] },
    { status: "uploading", script: { transfer: never }, known: [sentMug] },
    { status: "verifying", script: { complete: never }, known: [sentMug] },
    { status: "retrying", script: { complete: unreachable }, known: [sentMug] },
    { status: "published", known: [] },
    { status: "rejected", script: { complete: refusing("IMAGE_UNREADABLE") }, known: [] },
    { status: "rejected", options: { prepare: refusing("FILE_EMPTY") }, known: [] },
  ];

  test.for(cases)(
    "$status, what is known is $known",
    async ({ status, script, options, known }) => {
      const journal = createJournalInMemory();
      const { uploader, statuses } = createTestUploader(script, { journal, ...options });
      uploader.add(files("mug.jpg"));
      await turn();
      expect([statuses(), journal.known()]).toEqual([[status], known]);
    },
  );

  test("paused, all is known that was before", async () => {
    const journal = createJournalInMemory();
    const { uploader } = createTestUploader({ transfer: never }, { journal });
    uploader.add(files("mug.jpg"));
    await turn();
    uploader.pause();
    await turn();
    expect(journal.known()).toEqual([sentMug]);
  });

  test("failed after it may have arrived, the server can be asked on the next visit", async () => {
    const journal = createJournalInMemory();
    const { uploader, whenSettled, statuses } = createTestUploader(
      { complete: refusing("INTERNAL") },
      { journal },
    );
    uploader.add(files("mug.jpg"));
    await whenSettled();
    expect([statuses(), journal.known()]).toEqual([["failed"], [sentMug]]);
    const next = createTestUploader({}, { journal });
    await next.uploader.recover();
    await next.whenSettled();
    expect([next.requests, journal.known()]).toEqual([["complete claim-1"], []]);
  });

  test("smaller after preparing, the size is the one that it was picked with", async () => {
    const journal = createJournalInMemory();
    const { uploader, items } = createTestUploader(
      { ticket: never },
      {
        journal,
        prepare: async (blob) => ({
          file: blob.slice(0, 3),
          description: { type: "image/jpeg", width: 1, height: 1, sizeBytes: 3, sha256: "" },
        }),
      },
    );
    uploader.add(files("mug.jpg"));
    await turn();
    expect([items()[0]?.sizeBytes, journal.known()]).toEqual([3, [{ ...mug, sha256: "" }]]);
  });

  test("canceled, it is known that it is not wanted, until the server knows it too", async () => {
    const journal = createJournalInMemory();
    const { uploader, clock } = createTestUploader(
      { transfer: never, discard: inTurn<() => void>(unreachable, () => {}) },
      { journal },
    );
    uploader.add(files("mug.jpg"));
    await turn();
    uploader.remove(1);
    await turn();
    expect(journal.known()).toEqual([unwantedMug]);
    await clock.advance(500);
    expect(journal.known()).toEqual([]);
  });

  test("canceled, and the app's own procedure lets nobody through: the next visit tells the server", async () => {
    const refused = Object.assign(new Error("no"), { data: { httpStatus: 403, upload: null } });
    const journal = createJournalInMemory();
    const { uploader } = createTestUploader(
      { transfer: never, discard: throwing(refused) },
      { journal },
    );
    uploader.add(files("mug.jpg"));
    await turn();
    uploader.remove(1);
    await turn();
    expect(journal.known()).toEqual([unwantedMug]);
  });
});

test("at whatever moment the list is destroyed, what was under way stays known", async () => {
  for (let ticks = 0; ticks < 30; ticks += 1) {
    const journal = createJournalInMemory();
    const { uploader } = createTestUploader(
      {
        transfer: never,
        discard: async () => {
          const destroyLater = async () => {
            for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
            uploader.destroy();
          };
          void destroyLater();
        },
      },
      { journal },
    );
    uploader.add(files("oak.jpg", "mug.jpg"));
    await turn();
    uploader.cancel(1);
    await turn();
    expect(journal.known()).toContainEqual({ ...sentMug, pickedAtMs: 2, claim: "claim-2" });
  }
});
