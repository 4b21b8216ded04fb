/** The part of the object stores' suite about POST tickets: what they admit and what they refuse. */
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { PostDescription } from "../object-store.ts";
import { expectRefused, sha256Of, type StoreUnderTest } from "./object-store-suite.ts";

export function describeTickets({ given, newKey, keysUnder }: StoreUnderTest): void {
  const describeBytes = (bytes: Uint8Array): PostDescription => ({
    key: newKey(),
    type: "image/jpeg",
    sizeBytes: bytes.byteLength,
    sha256: sha256Of(bytes),
    claim: `claim-of.${randomBytes(8).toString("hex")}`,
    expiresInSeconds: 300,
  });
  const readHash = async ({ key, sizeBytes }: PostDescription): Promise<string> =>
    sha256Of((await given().store.read(key, sizeBytes)) ?? "nothing");

  describe("a ticket", () => {
    test("admits the file that it describes, with its claim", async () => {
      const bytes = photo();
      const description = describeBytes(bytes);
      const signed = await given().store.signPost(description);
      expect((await given().post(signed, bytes)).status).toBe(201);
      expect(await given().store.readClaim(description.key)).toBe(description.claim);
      expect(await readHash(description)).toBe(description.sha256);
    });

    test("posted fifty times at once stores the same bytes each time", async () => {
      const bytes = photo();
      const description = describeBytes(bytes);
      const signed = await given().store.signPost(description);
      const posts = Array.from({ length: 50 }, () => given().post(signed, bytes));
      const statuses = (await Promise.all(posts)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([201]));
      expect(await keysUnder(description.key)).toHaveLength(1);
      expect(await readHash(description)).toBe(description.sha256);
    });

    test("admits a file of a single byte", async () => {
      const bytes = Uint8Array.of(0);
      const description = describeBytes(bytes);
      const signed = await given().store.signPost(description);
      expect((await given().post(signed, bytes)).status).toBe(201);
      expect(await readHash(description)).toBe(description.sha256);
    });

    const bytes = photo();
    test.each([
      ["a byte more", new Uint8Array([...bytes, 0])],
      ["a byte less", bytes.slice(1)],
      ["nothing at all", new Uint8Array()],
    ])("refuses %s", async (_what, other) => {
      const description = describeBytes(bytes);
      const signed = await given().store.signPost(description);
      expectRefused(await given().post(signed, other));
      expect(await keysUnder(description.key)).toEqual([]);
    });

    test("refuses other content of the same size, where the store reads what it is sent", async () => {
      const description = describeBytes(bytes);
      const signed = await given().store.signPost(description);
      const answer = await given().post(signed, bytes.toReversed());
      if (given().checksPostedContent) expectRefused(answer);
      expect(await keysUnder(description.key)).toHaveLength(given().checksPostedContent ? 0 : 1);
    });

    test("refuses everything once it has expired", async () => {
      const description = { ...describeBytes(bytes), expiresInSeconds: -1 };
      expectRefused(await given().post(await given().store.signPost(description), bytes));
      expect(await keysUnder(description.key)).toEqual([]);
    });

    test("refuses a form with any field changed, dropped or added", async () => {
      const description = describeBytes(bytes);
      const { url, fields } = await given().store.signPost(description);
      // The bucket is told by the URL too, so stores differ in what its field is worth.
      const names = Object.keys(fields).filter((name) => name !== "bucket");
      for (const name of names) {
        const { [name]: value = "", ...others } = fields;
        const changed = { ...others, [name]: `${value}0` };
        expectRefused(await given().post({ url, fields: others }, bytes), `without ${name}`);
        expectRefused(await given().post({ url, fields: changed }, bytes), `with another ${name}`);
      }
      for (const added of ["acl", "tagging", "x-amz-storage-class", "x-amz-meta-other"]) {
        const more = { ...fields, [added]: "private" };
        expectRefused(await given().post({ url, fields: more }, bytes), `with ${added}`);
      }
      expect(await keysUnder(description.key)).toEqual([]);
    });
  });
}

function photo(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(randomBytes(5000));
}
