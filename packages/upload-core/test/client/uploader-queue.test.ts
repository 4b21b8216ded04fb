import { describe, expect, test } from "vitest";
import { createTestUploader, files, holdingTransfer } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";
import { never, prepare } from "./scripted-server.ts";

describe("the queue", () => {
  test("opens the next slot as soon as one is free, and asks for one ticket ahead", async () => {
    const { release, transfer } = holdingTransfer();
    const { uploader, count, statuses, whenSettled } = createTestUploader(
      { transfer },
      { concurrency: 2 },
    );
    uploader.add(files("a.jpg", "b.jpg", "c.jpg", "d.jpg"));
    await turn();
    expect(statuses()).toEqual(["uploading", "uploading", "ticketing", "queued"]);
    expect(count("ticket")).toBe(3);
    release[1]!();
    await turn();
    expect(statuses()).toEqual(["uploading", "published", "uploading", "ticketing"]);
    for (let i = 0; i < 4; i += 1) {
      release[i]?.();
      await turn();
    }
    release[3]!();
    await whenSettled();
  });

  test("prepares the next files while others are being sent", async () => {
    const prepared: string[] = [];
    const { uploader } = createTestUploader(
      { transfer: never },
      {
        concurrency: 1,
        prepare: async (blob, ...rest) => {
          prepared.push(await blob.text());
          return prepare(blob, ...rest);
        },
      },
    );
    uploader.add(files("a.jpg", "b.jpg"));
    await turn();
    expect(prepared).toEqual(["a.jpg", "b.jpg"]);
  });

  test("goes on when a prepare function of the app breaks", async () => {
    const broken = () => {
      throw new TypeError("oops");
    };
    const { uploader, items, whenSettled } = createTestUploader({}, { prepare: broken });
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    expect(items()).toMatchObject([
      { status: "failed", refusal: { code: "INTERNAL" } },
      { status: "failed", refusal: { code: "INTERNAL" } },
    ]);
  });

  test("takes files while it runs", async () => {
    const { release, transfer } = holdingTransfer();
    const { uploader, statuses, whenSettled } = createTestUploader({ transfer });
    uploader.add(files("a.jpg"));
    await turn();
    uploader.add(files("b.jpg"));
    await turn();
    release.forEach((go) => go());
    await whenSettled();
    expect(statuses()).toEqual(["published", "published"]);
  });

  test("waits for start() when it shall not start by itself", async () => {
    const { uploader, requests, whenSettled } = createTestUploader({}, { autoStart: false });
    uploader.add(files("a.jpg"));
    await turn();
    expect([uploader.getSnapshot().status, requests]).toEqual(["idle", []]);
    uploader.start();
    expect(uploader.getSnapshot().isPending).toBe(true);
    await whenSettled();
    uploader.add(files("b.jpg"));
    await turn();
    expect(uploader.getSnapshot().status).toBe("idle");
  });
});

describe("the order", () => {
  const waiting = () => {
    const listed = createTestUploader({}, { autoStart: false, concurrency: 1 });
    listed.uploader.add(files("a.jpg", "b.jpg", "c.jpg", "d.jpg"));
    return {
      ...listed,
      names: () =>
        listed
          .items()
          .map(({ name }) => name.slice(0, 1))
          .join(""),
    };
  };

  test.for([
    ["to the front", 3, 0, "cabd"],
    ["to another place", 1, 2, "bcad"],
    ["to the end", 1, 3, "bcda"],
    ["beyond the end", 2, 99, "acdb"],
    ["before the front, as by a button that moves up", 1, -1, "abcd"],
    ["when it is not in the list", 99, 0, "abcd"],
  ] as const)("changes when a file is moved %s", ([, id, toIndex, order]) => {
    const { uploader, names } = waiting();
    uploader.move(id, toIndex);
    expect(names()).toBe(order);
  });

  test("is the one in which files are sent", async () => {
    const { uploader, requests, whenSettled } = waiting();
    uploader.move(4, 0);
    uploader.move(1, 3);
    uploader.start();
    await whenSettled();
    const sent = requests.filter((request) => request.startsWith("ticket"));
    expect(sent).toEqual(["ticket d.jpg", "ticket b.jpg", "ticket c.jpg", "ticket a.jpg"]);
  });

  test("of what is under way may change, too, and disturbs nothing", async () => {
    const { release, transfer } = holdingTransfer();
    const { uploader, items, count, whenSettled } = createTestUploader(
      { transfer },
      { concurrency: 1 },
    );
    uploader.add(files("a.jpg", "b.jpg", "c.jpg"));
    await turn();
    uploader.move(1, 2);
    await turn();
    expect(items()).toMatchObject([
      // It had its ticket already.
      { name: "b.jpg", status: "ticketing" },
      { name: "c.jpg", status: "queued" },
      { name: "a.jpg", status: "uploading", attempt: 1 },
    ]);
    for (let sent = 0; sent < 3; sent += 1) {
      release[sent]!();
      await turn();
    }
    await whenSettled();
    expect([count("ticket"), count("transfer")]).toEqual([3, 3]);
  });
});

test("a change of how many are sent at once counts from the next slot that is freed", async () => {
  const { release, transfer } = holdingTransfer();
  const { uploader, api, statuses } = createTestUploader({ transfer }, { concurrency: 1 });
  const sending = () => statuses().filter((status) => status === "uploading").length;
  const goOnWith = async (index: number) => {
    release[index]!();
    await turn();
    return sending();
  };
  uploader.add(files("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg"));
  await turn();
  expect(sending()).toBe(1);
  uploader.setOptions({ api, input: { productId: "p1" }, concurrency: 3 });
  expect(await goOnWith(0)).toBe(3);
  uploader.setOptions({ api, input: { productId: "p1" }, concurrency: 1 });
  expect(await goOnWith(1)).toBe(2);
  expect(await goOnWith(2)).toBe(1);
  expect(await goOnWith(3)).toBe(1);
});
