/** The part of the object stores' suite about reading: by a signed URL, and as a list. */
import { describe, expect, test } from "vitest";
import { expectRefused, listed, type StoreUnderTest } from "./object-store-suite.ts";

export function describeSignedUrls({ given, newKey, putText }: StoreUnderTest): void {
  describe("a signed URL", () => {
    const description = {
      type: "image/webp",
      disposition: 'inline; filename="0123-320.webp"',
      cacheControl: "private, max-age=60",
      expiresInSeconds: 60,
    };

    test("gets the one object, with the headers that were signed", async () => {
      const key = newKey();
      await putText(key, "picture");
      const url = await given().store.signGet({ ...description, key, type: "image/jpeg" });
      const { status, headers, bytes } = await given().get(url);
      expect(status).toBe(200);
      expect(Buffer.from(bytes).toString()).toBe("picture");
      expect(headers).toMatchObject({
        "content-type": "image/jpeg",
        "content-disposition": 'inline; filename="0123-320.webp"',
        "cache-control": "private, max-age=60",
      });
    });

    test("gets nothing when any part of it is changed, dropped or added", async () => {
      const [key, other] = [newKey(), newKey()];
      for (const object of [key, other]) await putText(object, "picture");
      const url = await given().store.signGet({ ...description, key });
      const changed = [url.replaceAll(key, other).replaceAll(encodeURIComponent(key), other)];
      for (const name of new URL(url).searchParams.keys()) {
        for (const value of [null, "x"]) {
          const another = new URL(url);
          if (value === null) another.searchParams.delete(name);
          else another.searchParams.set(name, value);
          changed.push(another.href);
        }
      }
      for (const wrong of changed) {
        expect(wrong).not.toBe(url);
        const { status, bytes } = await given().get(wrong);
        expectRefused({ status }, wrong);
        expect(Buffer.from(bytes).includes("picture")).toBe(false);
      }
      expect((await given().get(url)).status).toBe(200);
    });

    test("gets nothing of what is not there", async () => {
      const url = await given().store.signGet({ ...description, key: newKey() });
      expect((await given().get(url)).status).toBe(404);
    });
  });
}

export function describeLists({ given, newKey, keysUnder, putText }: StoreUnderTest): void {
  describe("a list", () => {
    test("holds everything under a prefix in order of the keys, with sizes, and nothing else", async () => {
      const folder = `${newKey()}/`;
      const startedAt = Date.now();
      for (const file of ["b", "a/2", "a/1", "c"]) await putText(`${folder}${file}`, file);
      await putText(newKey(), "elsewhere");
      const stats = await listed(given().store, folder);
      expect(stats.map(({ key }) => key.slice(folder.length))).toEqual(["a/1", "a/2", "b", "c"]);
      expect(stats.map(({ sizeBytes }) => sizeBytes)).toEqual([3, 3, 1, 1]);
      for (const { lastModifiedAt } of stats) {
        // Stores keep whole seconds, and their clocks are not ours.
        expect(Math.abs(lastModifiedAt.getTime() - startedAt)).toBeLessThan(60_000);
      }
      expect(await keysUnder(`${folder}a/`)).toHaveLength(2);
    });

    test("of a prefix that nobody used is empty", async () => {
      expect(await keysUnder(`${newKey()}/`)).toEqual([]);
    });

    test("goes on after the first thousand", async () => {
      const folder = `${newKey()}/`;
      const keys = Array.from({ length: 1001 }, (_, index) => `${folder}${10_000 + index}`);
      const left = [...keys];
      const putNext = async (): Promise<void> => {
        for (let key = left.pop(); key; key = left.pop()) await putText(key, "x");
      };
      await Promise.all(Array.from({ length: 20 }, putNext));
      expect(await keysUnder(folder)).toEqual(keys);
    }, 60_000);
  });
}
