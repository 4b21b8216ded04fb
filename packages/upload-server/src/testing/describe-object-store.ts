/** The one suite that every object store must pass. */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ObjectStat, ObjectStore, PostDescription, SignedPost } from "../object-store.ts";
import type { GetAnswer } from "./memory-store.ts";

export type ObjectStoreSetup = {
  /** may hold other objects already; the suite removes its own */
  store: ObjectStore;
  /** sends the form as a browser would */
  post: (signed: SignedPost, bytes: Uint8Array<ArrayBuffer>) => Promise<{ status: number }>;
  /** gets a URL as a browser would; header names in small letters */
  get: (url: string) => Promise<GetAnswer>;
  /** false for a store that matches a posted checksum to the policy but not to the body, as Ceph 16 does */
  checksPostedContent: boolean;
  close: () => Promise<void>;
};

/** @param setup called once, before the first test; `close` after the last */
export function describeObjectStore(
  storeName: string,
  setup: () => ObjectStoreSetup | Promise<ObjectStoreSetup>,
): void {
  describe(`${storeName} keeps the contract of an object store`, () => {
    let given: ObjectStoreSetup;
    /** of one run, so that runs on one bucket do not meet */
    const prefix = `suite/${randomBytes(8).toString("hex")}/`;
    const keysUnder = async (under: string): Promise<string[]> =>
      (await listed(given.store, under)).map(({ key }) => key);

    beforeAll(async () => {
      given = await setup();
    });
    afterAll(async () => {
      await given.store.remove(await keysUnder(prefix));
      await given.close();
    });

    const newKey = (): string => `${prefix}${randomBytes(16).toString("hex")}`;
    const describeBytes = (bytes: Uint8Array): PostDescription => ({
      key: newKey(),
      type: "image/jpeg",
      sizeBytes: bytes.byteLength,
      sha256: sha256Of(bytes),
      claim: `claim-of.${randomBytes(8).toString("hex")}`,
      expiresInSeconds: 300,
    });
    const putText = (key: string, text: string): Promise<"created" | "exists"> =>
      given.store.put(key, {
        bytes: Buffer.from(text),
        type: "image/webp",
        cacheControl: "no-store",
        disposition: "inline",
      });

    const readHash = async ({ key, sizeBytes }: PostDescription): Promise<string> =>
      sha256Of((await given.store.read(key, sizeBytes)) ?? "nothing");
    const readText = async (key: string, sizeBytes: number): Promise<string> =>
      Buffer.from((await given.store.read(key, sizeBytes)) ?? "nothing").toString();

    describe("a ticket", () => {
      test("admits the file that it describes, with its claim", async () => {
        const bytes = photo();
        const description = describeBytes(bytes);
        const signed = await given.store.signPost(description);
        expect((await given.post(signed, bytes)).status).toBe(201);
        expect(await given.store.readClaim(description.key)).toBe(description.claim);
        expect(await readHash(description)).toBe(description.sha256);
      });

      test("posted fifty times at once stores the same bytes each time", async () => {
        const bytes = photo();
        const description = describeBytes(bytes);
        const signed = await given.store.signPost(description);
        const posts = Array.from({ length: 50 }, () => given.post(signed, bytes));
        const statuses = (await Promise.all(posts)).map(({ status }) => status);
        expect(new Set(statuses)).toEqual(new Set([201]));
        expect(await keysUnder(description.key)).toHaveLength(1);
        expect(await readHash(description)).toBe(description.sha256);
      });

      test("admits a file of a single byte", async () => {
        const bytes = Uint8Array.of(0);
        const description = describeBytes(bytes);
        const signed = await given.store.signPost(description);
        expect((await given.post(signed, bytes)).status).toBe(201);
        expect(await readHash(description)).toBe(description.sha256);
      });

      const bytes = photo();
      test.each([
        ["a byte more", new Uint8Array([...bytes, 0])],
        ["a byte less", bytes.slice(1)],
        ["nothing at all", new Uint8Array()],
      ])("refuses %s", async (_what, other) => {
        const description = describeBytes(bytes);
        const signed = await given.store.signPost(description);
        expectRefused(await given.post(signed, other));
        expect(await keysUnder(description.key)).toEqual([]);
      });

      test("refuses other content of the same size, where the store reads what it is sent", async () => {
        const description = describeBytes(bytes);
        const signed = await given.store.signPost(description);
        const answer = await given.post(signed, bytes.toReversed());
        if (given.checksPostedContent) expectRefused(answer);
        expect(await keysUnder(description.key)).toHaveLength(given.checksPostedContent ? 0 : 1);
      });

      test("refuses everything once it has expired", async () => {
        const description = { ...describeBytes(bytes), expiresInSeconds: -1 };
        expectRefused(await given.post(await given.store.signPost(description), bytes));
        expect(await keysUnder(description.key)).toEqual([]);
      });

      test("refuses a form with any field changed, dropped or added", async () => {
        const description = describeBytes(bytes);
        const { url, fields } = await given.store.signPost(description);
        // The bucket is told by the URL too, so stores differ in what its field is worth.
        const names = Object.keys(fields).filter((name) => name !== "bucket");
        for (const name of names) {
          const { [name]: value = "", ...others } = fields;
          const changed = { ...others, [name]: `${value}0` };
          expectRefused(await given.post({ url, fields: others }, bytes), `without ${name}`);
          expectRefused(await given.post({ url, fields: changed }, bytes), `with another ${name}`);
        }
        for (const added of ["acl", "tagging", "x-amz-storage-class", "x-amz-meta-other"]) {
          const more = { ...fields, [added]: "private" };
          expectRefused(await given.post({ url, fields: more }, bytes), `with ${added}`);
        }
        expect(await keysUnder(description.key)).toEqual([]);
      });
    });

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
        const url = await given.store.signGet({ ...description, key, type: "image/jpeg" });
        const { status, headers, bytes } = await given.get(url);
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
        const url = await given.store.signGet({ ...description, key });
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
          const { status, bytes } = await given.get(wrong);
          expectRefused({ status }, wrong);
          expect(Buffer.from(bytes).includes("picture")).toBe(false);
        }
        expect((await given.get(url)).status).toBe(200);
      });

      test("gets nothing of what is not there", async () => {
        const url = await given.store.signGet({ ...description, key: newKey() });
        expect((await given.get(url)).status).toBe(404);
      });
    });

    describe("an object", () => {
      test("that the server puts is there, and carries no claim", async () => {
        const key = newKey();
        await putText(key, "first");
        expect(await readText(key, 5)).toBe("first");
        expect(await given.store.readClaim(key)).toBeNull();
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
        expect(await given.store.read(key, 4)).toBe("other-size");
        expect(await given.store.read(key, 6)).toBe("other-size");
      });

      test("that does not exist is null, not an error", async () => {
        expect(await given.store.read(newKey(), 5)).toBeNull();
        expect(await given.store.readClaim(newKey())).toBeNull();
      });
    });

    describe("removing", () => {
      test("takes away what is there and does not mind what is not", async () => {
        const [kept, one, two] = [newKey(), newKey(), newKey()];
        for (const key of [kept, one, two]) await putText(key, "text");
        await given.store.remove([]);
        await given.store.remove([one]);
        await given.store.remove([one]);
        await given.store.remove([newKey(), two, newKey()]);
        expect(await given.store.read(kept, 4)).toHaveLength(4);
        expect(await given.store.read(one, 4)).toBeNull();
        expect(await given.store.read(two, 4)).toBeNull();
      });

      test("takes more keys than fit into one request", async () => {
        const last = newKey();
        await putText(last, "text");
        await given.store.remove([...Array.from({ length: 1000 }, newKey), last]);
        expect(await given.store.read(last, 4)).toBeNull();
      });
    });

    describe("a list", () => {
      test("holds everything under a prefix in order of the keys, with sizes, and nothing else", async () => {
        const folder = `${newKey()}/`;
        const startedAt = Date.now();
        for (const file of ["b", "a/2", "a/1", "c"]) await putText(`${folder}${file}`, file);
        await putText(newKey(), "elsewhere");
        const stats = await listed(given.store, folder);
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
  });
}

async function listed(store: ObjectStore, prefix: string): Promise<ObjectStat[]> {
  const stats: ObjectStat[] = [];
  for await (const stat of store.list(prefix)) stats.push(stat);
  return stats;
}

function sha256Of(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("base64");
}

function photo(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(randomBytes(5000));
}

function expectRefused({ status }: { status: number }, how = "as it is"): void {
  expect(status, `the answer to a form ${how}`).toBeGreaterThanOrEqual(400);
  expect(status, `the answer to a form ${how}`).toBeLessThan(500);
}
