import { describe, expect, test } from "vitest";
import type { UploaderOptions } from "../../src/client/uploader.ts";
import type { JournalEntry } from "../../src/client/upload-journal.ts";
import { createImagePolicy } from "../../src/image-policy.ts";
import { uploadError, type PlainErrorCode } from "../../src/upload-error.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import { createJournalInMemory } from "./journal-in-memory.ts";
import {
  createTicket,
  file,
  inTurn,
  never,
  published,
  throwing,
  type Image,
  type Input,
  type Script,
} from "./scripted-server.ts";

const mug: JournalEntry = { name: "mug.jpg", sizeBytes: 7, pickedAtMs: 11 };
const oak: JournalEntry = { name: "oak.jpg", sizeBytes: 5, pickedAtMs: 12 };
const sentMug: JournalEntry = { ...mug, claim: "claim-1" };
const unwantedMug: JournalEntry = { name: "", sizeBytes: 0, claim: "claim-1", isDiscarded: true };

const refusing = (code: PlainErrorCode) => throwing(uploadError(code));
const unreachable = throwing(new TypeError("fetch failed"));

describe("on the next visit", () => {
  const visit = async (
    known: readonly JournalEntry[],
    script: Partial<Script> = {},
    options: Partial<UploaderOptions<Input, Image>> = {},
  ) => {
    const journal = createJournalInMemory(known);
    const visited = createTestUploader(script, { journal, ...options });
    await visited.uploader.recover();
    await turn();
    return { ...visited, journal };
  };

  test("what has arrived is published, the others wait for their files", async () => {
    const { items, requests, journal } = await visit([sentMug, oak]);
    expect(items()).toMatchObject([
      { name: "mug.jpg", file: null, status: "published" },
      { name: "oak.jpg", file: null, status: "rejected", refusal: { code: "FILE_LOST" } },
    ]);
    expect(requests).toEqual(["complete claim-1"]);
    expect(journal.known()).toEqual([oak]);
  });

  test("the server is asked until it can say what became of it", async () => {
    const processing = () => ({ status: "processing" as const, retryAfterMs: 500 });
    const { statuses, count, whenSettled } = await visit([sentMug], {
      complete: inTurn(unreachable, processing, published),
    });
    expect(statuses()).toEqual(["retrying"]);
    await whenSettled();
    expect([statuses(), count("complete")]).toEqual([["published"], 3]);
  });

  test.for([
    ["OBJECT_MISSING", "FILE_LOST", [mug]],
    ["IMAGE_UNREADABLE", "IMAGE_UNREADABLE", []],
    ["CLAIM_INVALID", "CLAIM_INVALID", [mug]],
    ["UNAUTHORIZED", "UNAUTHORIZED", [sentMug]],
  ] as const)("%s of the server is %s to the person", async ([answer, code, known]) => {
    const { codes, journal } = await visit([sentMug], { complete: refusing(answer) });
    expect([codes(), journal.known()]).toEqual([[code], known]);
  });

  test("without a line it waits, and goes on by itself", async () => {
    const { connection, uploader, statuses, whenSettled } = await visit([sentMug], {
      complete: inTurn(unreachable, published),
    });
    connection.setOnline(false);
    expect([uploader.getSnapshot().status, statuses()]).toEqual(["offline", ["paused"]]);
    connection.setOnline(true);
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
  });

  test("the server is told what it did not hear before the list was destroyed", async () => {
    const journal = createJournalInMemory();
    const first = createTestUploader({ transfer: never, discard: unreachable }, { journal });
    first.uploader.add(files("mug.jpg"));
    await turn();
    first.uploader.cancel();
    first.uploader.destroy();
    await first.clock.advance(600_000);
    expect([first.clock.pendingMs(), journal.known()]).toEqual([[], [unwantedMug]]);
    const next = await visit(journal.known());
    expect([next.requests, next.items(), next.journal.known()]).toEqual([
      ["discard claim-1"],
      [],
      [],
    ]);
  });

  test("a file that was lost is found by its name and size, and sent anew", async () => {
    const { uploader, items, requests, journal, whenSettled } = await visit([sentMug], {
      complete: inTurn(refusing("OBJECT_MISSING"), published),
    });
    uploader.add([file("mug.jpg", "another size"), file("oak.jpg", "7 bytes")]);
    await whenSettled();
    expect(items().map(({ name, status }) => [name, status])).toEqual([
      ["mug.jpg", "rejected"],
      ["mug.jpg", "published"],
      ["oak.jpg", "published"],
    ]);
    uploader.add(files("mug.jpg"));
    await Promise.resolve();
    expect(journal.known()).toEqual([mug]);
    await whenSettled();
    expect(items().map(({ name, status }) => [name, status])).toEqual([
      ["mug.jpg", "published"],
      ["oak.jpg", "published"],
      ["mug.jpg", "published"],
    ]);
    expect([requests.at(-2), journal.known()]).toEqual(["transfer claim-3", []]);
  });

  test("a file that was lost can be let go of", async () => {
    const { uploader, journal } = await visit([mug]);
    uploader.clear();
    await turn();
    expect(journal.known()).toEqual([]);
  });

  test("what is taken up counts among the files of the list", async () => {
    const { uploader, codes, whenSettled } = await visit([sentMug], {
      policy: () => createImagePolicy({ maxFiles: 2 }),
      ticket: () => createTicket("claim-2"),
    });
    uploader.add(files("oak.jpg", "elm.jpg"));
    await whenSettled();
    expect(codes()).toEqual(["TOO_MANY_FILES"]);
  });

  test("it is finished also in a list whose files wait for start(), whatever fails on the way", async () => {
    const { uploader, clock, statuses } = await visit(
      [sentMug],
      { complete: inTurn(unreachable, published) },
      { autoStart: false },
    );
    uploader.add(files("oak.jpg"));
    await clock.advance(600_000);
    expect(statuses()).toEqual(["published", "queued"]);
  });

  test("the same photo picked meanwhile does not become a second image", async () => {
    const first = createJournalInMemory();
    const before = createTestUploader({ transfer: never }, { journal: first });
    before.uploader.add(files("mug.jpg"));
    await turn();
    const processing = () => ({ status: "processing" as const, retryAfterMs: 500 });
    const { uploader, items, whenSettled } = await visit(first.known(), {
      complete: inTurn<Script["complete"]>(processing, published),
    });
    uploader.add([file("again.jpg", "mug.jpg")]);
    await whenSettled();
    expect(items()).toMatchObject([
      { name: "mug.jpg", status: "published" },
      { name: "again.jpg", status: "rejected", refusal: { code: "DUPLICATE_FILE" } },
    ]);
  });

  test("it is taken up once, however often it is asked for", async () => {
    const { uploader, items, journal } = await visit([sentMug], { complete: never });
    await Promise.all([uploader.recover(), uploader.recover()]);
    uploader.add(files("oak.jpg"));
    await uploader.recover();
    expect(items().map(({ name }) => name)).toEqual(["mug.jpg", "oak.jpg"]);
    expect(journal.known()).toHaveLength(2);
  });
});

describe("a storage that takes its time", () => {
  const slow = () => {
    let answer = (): void => {};
    const journal = createJournalInMemory([sentMug], {
      read: async () => {
        await new Promise<void>((resolve) => (answer = resolve));
        return [sentMug];
      },
    });
    return { journal, answer: () => answer() };
  };

  test("holds up nothing else", async () => {
    const { journal, answer } = slow();
    const { uploader, statuses, whenSettled } = createTestUploader({}, { journal });
    const recovering = uploader.recover();
    uploader.add(files("oak.jpg"));
    await whenSettled();
    answer();
    await recovering;
    expect(statuses()).toEqual(["published", "ticketing"]);
    await whenSettled();
    expect([statuses(), journal.known()]).toEqual([["published", "published"], []]);
  });

  test("has nothing changed by a list that is destroyed meanwhile; the next one takes it up", async () => {
    const { journal, answer } = slow();
    const { uploader, statuses, requests, whenSettled } = createTestUploader({}, { journal });
    const left = uploader.recover();
    uploader.destroy();
    answer();
    await left;
    expect([statuses(), requests, journal.known()]).toEqual([[], [], [sentMug]]);
    const recovering = uploader.recover();
    answer();
    await recovering;
    await whenSettled();
    expect([statuses(), journal.known()]).toEqual([["published"], []]);
  });
});
