/** The one suite that every object store must pass. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { describeLists, describeSignedUrls } from "./describe-store-reading.ts";
import { describeTickets } from "./describe-store-tickets.ts";
import { describeObjects, describeRemoving } from "./describe-store-writing.ts";
import { listed, type ObjectStoreSetup, type StoreUnderTest } from "./object-store-suite.ts";

export type { ObjectStoreSetup };

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

    const subject: StoreUnderTest = {
      given: () => given,
      newKey: () => `${prefix}${randomBytes(16).toString("hex")}`,
      keysUnder,
      putText: (key, text) =>
        given.store.put(key, {
          bytes: Buffer.from(text),
          type: "image/webp",
          cacheControl: "no-store",
          disposition: "inline",
        }),
    };
    describeTickets(subject);
    describeSignedUrls(subject);
    describeObjects(subject);
    describeRemoving(subject);
    describeLists(subject);
  });
}
