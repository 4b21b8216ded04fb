import { uploadError } from "@picket/upload-core";
import { handleObjectCreated } from "@picket/upload-server";
import { assert, asyncProperty, jsonValue, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { createShop, jpeg, png, type ShopOptions } from "./shop.ts";

type Shop = ReturnType<typeof createShop>;

const handle = (shop: Shop, message: unknown) =>
  handleObjectCreated(shop.backend, [shop.route], message);

/** As S3 writes it, the key encoded like a form. */
function record(key: string, eventName = "ObjectCreated:Post"): object {
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "eu-central-1",
    eventTime: "2026-01-01T00:00:00.000Z",
    eventName,
    s3: {
      s3SchemaVersion: "1.0",
      bucket: { name: "photos", arn: "arn:aws:s3:::photos" },
      object: { key, size: 1024, eTag: "d41d8cd98f00b204e9800998ecf8427e", sequencer: "0055AED6" },
    },
  };
}

const notification = (...keys: string[]): object => ({ Records: keys.map((key) => record(key)) });

async function createUpload(options?: ShopOptions) {
  const shop = createShop(options);
  const claim = await shop.upload(jpeg);
  return { shop, claim, key: shop.incomingKeys()[0] ?? "" };
}

describe("an upload is published without its browser by", () => {
  const sns = (message: object): object => ({
    Type: "Notification",
    MessageId: "22b80b92",
    TopicArn: "arn:aws:sns:eu-central-1:123456789012:photos",
    Message: JSON.stringify(message),
  });
  const sqs = (message: object): object => ({
    Records: [{ messageId: "19dd0b57", body: JSON.stringify(message), eventSource: "aws:sqs" }],
  });
  const bridge = (key: string): object => ({
    version: "0",
    "detail-type": "Object Created",
    source: "aws.s3",
    detail: { version: "0", bucket: { name: "photos" }, object: { key, size: 1024 } },
  });

  test.each<[string, (key: string) => unknown]>([
    ["a notification of S3", notification],
    ["the text of one, as a queue keeps it", (key) => JSON.stringify(notification(key))],
    ["one whose key is encoded to the last slash", (key) => notification(encodeURIComponent(key))],
    ["one in SNS", (key) => sns(notification(key))],
    ["one in the batch that a queue hands to a function", (key) => sqs(notification(key))],
    ["one in SNS in a queue", (key) => sqs(sns(notification(key)))],
    ["an event of EventBridge", bridge],
    ["an event of EventBridge in a queue", (key) => JSON.stringify(bridge(key))],
    [
      "a store that names the service too",
      (key) => ({ Records: [record(key, "s3:ObjectCreated:Post")] }),
    ],
  ])("%s", async (_shape, messageFor) => {
    const { shop, claim, key } = await createUpload();
    expect(await handle(shop, messageFor(key))).toEqual({
      status: "handled",
      objects: [{ key, ending: "published" }],
      unreadableCount: 0,
    });
    expect(shop.publicKeys()).toHaveLength(2);
    expect(shop.incomingKeys()).toEqual([]);
    // The browser was only slow, and learns what became of its photo.
    expect(await shop.complete(claim)).toEqual({ status: "published", data: shop.ledger.rows[0] });
  });
});

test("an event that comes again, late or at the same moment as the browser publishes nothing twice", async () => {
  const { shop, claim, key } = await createUpload();
  const all = [
    handle(shop, notification(key)),
    shop.complete(claim),
    handle(shop, notification(key, key)),
  ];
  await Promise.all(all);
  for (let again = 0; again < 3; again += 1) {
    const { status } = await handle(shop, notification(key));
    expect(status).toBe("handled");
  }
  expect(shop.ledger.rows).toHaveLength(1);
  expect(shop.publicKeys()).toHaveLength(2);
});

test("an event while somebody is at the upload stays in the queue", async () => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { shop, claim, key } = await createUpload({
    wrapStore: (store) => ({
      ...store,
      put: async (name, object) => {
        await opened;
        return store.put(name, object);
      },
    }),
  });
  const completing = shop.complete(claim);
  expect(await handle(shop, notification(key))).toEqual({
    status: "retry",
    objects: [{ key, ending: "pending" }],
    unreadableCount: 0,
  });
  open();
  expect((await completing).status).toBe("published");
  expect((await handle(shop, notification(key))).status).toBe("handled");
});

test("an event that comes before its object is to be seen does nothing and harms nothing", async () => {
  const { shop, claim, key } = await createUpload();
  const arrived = new Map(shop.store.objects);
  shop.store.objects.clear();
  expect(await handle(shop, notification(key))).toEqual({
    status: "handled",
    objects: [{ key, ending: "missing" }],
    unreadableCount: 0,
  });
  for (const [name, object] of arrived) shop.store.objects.set(name, object);
  expect((await shop.complete(claim)).status).toBe("published");
});

test("while the store is away the event stays in the queue, and the objects beside it do not wait", async () => {
  let isDown = true;
  const { shop, key } = await createUpload({
    wrapStore: (store) => ({
      ...store,
      readClaim: async (name) => {
        if (isDown && name === key) throw uploadError("STORAGE_UNAVAILABLE");
        return store.readClaim(name);
      },
    }),
  });
  await shop.upload(jpeg);
  const [, other = ""] = shop.incomingKeys();
  const message = notification(key, other);
  expect(await handle(shop, message)).toEqual({
    status: "retry",
    objects: [
      { key, ending: "failed" },
      { key: other, ending: "published" },
    ],
    unreadableCount: 0,
  });
  isDown = false;
  expect((await handle(shop, message)).status).toBe("handled");
  expect(shop.ledger.rows).toHaveLength(2);
});

test.each<[string, (key: string) => unknown[]]>([
  [
    "messages of a queue",
    (key) => [{ body: "{" }, { body: JSON.stringify(notification(key)) }, { other: "body" }],
  ],
  ["records of a notification", (key) => [{}, record(key), null]],
])(
  "of many %s, those that nobody can read do not take the others along",
  async (_what, records) => {
    const { shop, key } = await createUpload();
    expect(await handle(shop, { Records: records(key) })).toEqual({
      status: "handled",
      objects: [{ key, ending: "published" }],
      unreadableCount: 2,
    });
    expect(shop.publicKeys()).toHaveLength(2);
  },
);

describe("an event proves nothing:", () => {
  test("a refused upload is refused", async () => {
    const shop = createShop();
    await shop.upload(png, "image/jpeg");
    const [key = ""] = shop.incomingKeys();
    expect(await handle(shop, notification(key))).toMatchObject({
      objects: [{ ending: "refused" }],
    });
    expect(shop.publicKeys()).toEqual([]);
  });

  test.each([
    ["without a claim", null, "missing"],
    ["with a claim that nobody signed", "payload.signature", "stray"],
  ])("an object %s is not touched", async (_what, claim, ending) => {
    const shop = createShop();
    const key = "incoming/product-image/stray";
    const object = { bytes: new Uint8Array(jpeg), type: "image/jpeg", claim };
    shop.store.objects.set(key, { ...object, lastModifiedAt: shop.backend.clock() });
    expect(await handle(shop, notification(key))).toMatchObject({ objects: [{ ending }] });
    expect(shop.incomingKeys()).toEqual([key]);
    expect(shop.publicKeys()).toEqual([]);
  });

  test("an object with the claim of another is not completed under its key", async () => {
    const { shop, claim } = await createUpload();
    const key = "incoming/product-image/copy";
    const object = { bytes: new Uint8Array(jpeg), type: "image/jpeg", claim };
    shop.store.objects.set(key, { ...object, lastModifiedAt: shop.backend.clock() });
    expect(await handle(shop, notification(key))).toMatchObject({ objects: [{ ending: "stray" }] });
    expect(shop.publicKeys()).toEqual([]);
  });

  test.each(["images/0123/320.webp", "", "../incoming/x", "originals/a", "Incoming/a"])(
    "the foreign key %j is ignored",
    async (key) => {
      const shop = createShop({
        wrapStore: (store) => ({
          ...store,
          readClaim: () => Promise.reject(new Error("nobody should ask")),
        }),
      });
      expect(await handle(shop, notification(key))).toEqual({
        status: "handled",
        objects: [{ key, ending: "ignored" }],
        unreadableCount: 0,
      });
    },
  );
});

test.each<[string, unknown]>([
  ["a removal", { Records: [record("incoming/a", "ObjectRemoved:Delete")] }],
  ["a key that is not encoded as it should be", notification("incoming/%E0%A4%A")],
  ["the test message of S3", { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "photos" }],
  ["no records at all", { Records: [] }],
])("%s is handled, there being nothing to do", async (_what, message) => {
  expect(await handle(createShop(), message)).toEqual({
    status: "handled",
    objects: [],
    unreadableCount: 0,
  });
});

test("what is no event of a store's is told apart, whatever it is", async () => {
  const shop = createShop();
  const nested = { Type: "Notification", Message: "" };
  let message: object = notification("incoming/a");
  for (let depth = 0; depth < 10; depth += 1)
    message = { ...nested, Message: JSON.stringify(message) };
  for (const other of [message, null, "", "{", 7, [], {}, { Records: [{}] }, '"{}"']) {
    expect(await handle(shop, other)).toEqual({ status: "unreadable" });
  }
  const anything = asyncProperty(jsonValue(), string(), async (value, text) => {
    for (const event of [value, text]) {
      expect((await handle(shop, event)).status).toMatch(/^(unreadable|handled)$/);
    }
  });
  await assert(anything, { numRuns: 500 });
});
