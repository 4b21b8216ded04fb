import { describe, expect, test } from "vitest";
import { compareUtf8, createObjectIndex, type StoredObject } from "./object-index.ts";

const keys = [
  "",
  "A",
  "a",
  "a/",
  "a/b",
  "aa",
  "ä",
  "\u07ff",
  "\ud7ff",
  "\ue000",
  "\uffff",
  "😀",
  "😀a",
];

function objectOf(key: string): StoredObject {
  const lastModified = "2026-01-01T00:00:00.000Z";
  return {
    key,
    blob: "b",
    sizeBytes: 0,
    etag: "e",
    lastModified,
    headers: {},
    metadata: {},
    tags: [],
  };
}

describe("the order of keys", () => {
  test("is that of their UTF-8 bytes", () => {
    for (const left of keys) {
      for (const right of keys) {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareUtf8(left, right)), `${left} ${right}`).toBe(bytes);
      }
    }
  });
});

describe("an index", () => {
  test("keeps its order while keys come and go", () => {
    const index = createObjectIndex(["d", "b"].map(objectOf));
    for (const key of ["c", "a", "c", "e"]) index.set(objectOf(key));
    index.delete("d");
    index.delete("never there");
    expect([...index.keysFrom("")]).toEqual(["a", "b", "c", "e"]);
    expect([...index.keysFrom("bb")]).toEqual(["c", "e"]);
    expect(index.get("d")).toBeUndefined();
    expect(index.get("c")?.key).toBe("c");
  });
});
