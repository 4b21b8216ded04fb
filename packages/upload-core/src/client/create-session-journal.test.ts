import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sessionStorageOf } from "./create-session-journal.ts";
import type { JournalEntry } from "./upload-journal.ts";

const entries: JournalEntry[] = [
  { name: "mug.jpg", sizeBytes: 12, pickedAtMs: 34, sha256: "hash", claim: "claim-1" },
  { name: "oak.jpg", sizeBytes: 34 },
  { name: "elm.jpg", sizeBytes: 56, claim: "claim-3", isDiscarded: true },
];

/** A `sessionStorage` with room for so many characters. */
function stubStorage(room = Infinity): Map<string, string> {
  const texts = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => {
      if (text.length > room) throw new DOMException("", "QuotaExceededError");
      texts.set(key, text);
    },
    removeItem: (key: string) => texts.delete(key),
  });
  return texts;
}

beforeEach(() => {
  stubStorage();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("what was written is read on the next visit", () => {
  sessionStorageOf("p1").write(entries);
  expect(sessionStorageOf("p1").read()).toEqual(entries);
});

test("each key has its own", () => {
  sessionStorageOf("p1").write(entries);
  expect(sessionStorageOf("p2").read()).toEqual([]);
});

test("when all is finished, nothing stays in the storage", () => {
  const texts = stubStorage();
  const journal = sessionStorageOf("p1");
  journal.write(entries);
  expect([...texts.keys()]).toEqual(["picket:p1"]);
  journal.write([]);
  expect([...texts.keys()]).toEqual([]);
});

describe("a storage", () => {
  test("that is full forgets rather than to say something old", () => {
    stubStorage(60);
    const journal = sessionStorageOf("p1");
    journal.write([entries[1]!]);
    journal.write(entries);
    expect(journal.read()).toEqual([]);
  });

  test("that does not exist remembers nothing", () => {
    vi.unstubAllGlobals();
    const journal = sessionStorageOf("p1");
    journal.write(entries);
    expect(journal.read()).toEqual([]);
  });

  test("that the browser blocks remembers nothing", () => {
    Object.defineProperty(globalThis, "sessionStorage", {
      configurable: true,
      get: () => {
        throw new DOMException("", "SecurityError");
      },
    });
    const journal = sessionStorageOf("p1");
    journal.write(entries);
    expect(journal.read()).toEqual([]);
    Reflect.deleteProperty(globalThis, "sessionStorage");
  });

  test.for([
    ["no JSON", "{"],
    ["nothing", "null"],
    ["another value", '{"name":"mug.jpg","sizeBytes":12}'],
    ["a list of other things", '[null, 1, "a", {}, [], {"name":1,"sizeBytes":2}, {"name":"a"}]'],
  ])("that holds %s is taken for empty", ([, text]) => {
    stubStorage().set("picket:p1", text!);
    expect(sessionStorageOf("p1").read()).toEqual([]);
  });

  test("that holds more is read for what is known", () => {
    const text = '[{"name":"mug.jpg","sizeBytes":12,"claim":7,"isDiscarded":"yes","x":1}]';
    stubStorage().set("picket:p1", text);
    expect(sessionStorageOf("p1").read()).toEqual([{ name: "mug.jpg", sizeBytes: 12 }]);
  });
});
