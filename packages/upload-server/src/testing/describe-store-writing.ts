/** The part of the object stores' suite about what the server itself writes and removes. */
import { describe, expect, test } from "vitest";
import type { StoreUnderTest } from "./object-store-suite.ts";

export function describeObjects({ given, newKey, putText }: StoreUnderTest): void {
  const readText = async (key: string, sizeBytes: number): Promise<string> =>
    Buffer.from((await given().store.read(key, sizeBytes)) ?? "nothing").toString();

  describe("an object", () => {
    test("that the server puts is there, and carries no claim", async () => {
      const key = newKey();
      await putText(key, "first");
      expect(await readText(key, 5)).toBe("first");
      expect(await given().store.readClaim(key)).toBeNull();
    });

    test("keeps what it holds when the same key is put again", async () => {
      const key = newKey();
      expect(await putText(key, "first")).toBe("created");
      expect(await putText(key, "other")).toBe("exists");
      expect(await readText(key, 5)).toBe("first");
    });

    test("that twenty workers put at once is written by one of them, and none of them fails", async () => {
      const key = newKey();
      const texts = Array.from({ length: 20 }, (_, index) => `text ${100 + index}`);
      const endings = await Promise.all(texts.map((text) => putText(key, text)));
      expect(endings.filter((ending) => ending === "created")).toHaveLength(1);
      expect(texts).toContain(await readText(key, 8));
    });

    test("of another size than signed is not read", async () => {
      const key = newKey();
      await putText(key, "first");
      expect(await given().store.read(key, 4)).toBe("other-size");
      expect(await given().store.read(key, 6)).toBe("other-size");
    });

    test("that does not exist is null, not an error", async () => {
      expect(await given().store.read(newKey(), 5)).toBeNull();
      expect(await given().store.readClaim(newKey())).toBeNull();
    });
  });
}

export function describeRemoving({ given, newKey, putText }: StoreUnderTest): void {
  describe("removing", () => {
    test("takes away what is there and does not mind what is not", async () => {
      const [kept, one, two] = [newKey(), newKey(), newKey()];
      for (const key of [kept, one, two]) await putText(key, "text");
      await given().store.remove([]);
      await given().store.remove([one]);
      await given().store.remove([one]);
      await given().store.remove([newKey(), two, newKey()]);
      expect(await given().store.read(kept, 4)).toHaveLength(4);
      expect(await given().store.read(one, 4)).toBeNull();
      expect(await given().store.read(two, 4)).toBeNull();
    });

    test("takes more keys than fit into one request", async () => {
      const last = newKey();
      await putText(last, "text");
      await given().store.remove([...Array.from({ length: 1000 }, newKey), last]);
      expect(await given().store.read(last, 4)).toBeNull();
    });
  });
}
