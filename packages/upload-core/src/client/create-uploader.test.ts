import { describe, expect, expectTypeOf, onTestFinished, test, vi } from "vitest";
import { createTestUploader, files } from "../../test/client/create-test-uploader.ts";
import { createFakeClock, turn } from "../../test/client/fake-clock.ts";
import {
  createScriptedServer,
  createTicket,
  file,
  inTurn,
  never,
  prepare,
  throwing,
  type Image,
  type Script,
} from "../../test/client/scripted-server.ts";
import { createImagePolicy } from "../image-policy.ts";
import { uploadError } from "../upload-error.ts";
import { createUploader } from "./create-uploader.ts";
import type { UploadItem } from "./state.ts";

describe("a list of files", () => {
  test("is published, with what the server's route returned", async () => {
    const { uploader, items, whenSettled } = createTestUploader();
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    expect(items()).toMatchObject([
      { id: 1, name: "a.jpg", status: "published", data: { imageId: "image of claim-1" } },
      { id: 2, name: "b.jpg", status: "published", data: { imageId: "image of claim-2" } },
    ]);
  });

  test("does nothing before the first file", async () => {
    const { uploader, requests, clock } = createTestUploader();
    uploader.subscribe(() => {});
    await turn();
    expect(uploader.getSnapshot()).toMatchObject({ items: [], status: "idle", policy: null });
    expect([requests, clock.pendingMs()]).toEqual([[], []]);
  });

  test("asks for the policy once", async () => {
    const { uploader, count, whenSettled } = createTestUploader();
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    uploader.add(files("c.jpg"));
    await whenSettled();
    expect(count("policy")).toBe(1);
    expect(uploader.getSnapshot().policy).toEqual(createImagePolicy());
  });

  test("goes on with the others when one is refused", async () => {
    const { uploader, statuses, whenSettled } = createTestUploader(
      {},
      {
        prepare: async (blob, ...rest) => {
          if (blob.size === 0) throw uploadError("FILE_EMPTY");
          return prepare(blob, ...rest);
        },
      },
    );
    uploader.add([file("a.jpg"), file("b.jpg", ""), file("c.jpg")]);
    await whenSettled();
    expect(statuses()).toEqual(["published", "rejected", "published"]);
  });

  test("sends each file with the input it was added with", async () => {
    const { uploader, api, inputs, whenSettled } = createTestUploader({}, { autoStart: false });
    uploader.add(files("a.jpg"));
    uploader.setOptions({ api, input: { productId: "p2" } });
    uploader.add(files("b.jpg"));
    uploader.start();
    await whenSettled();
    expect(inputs).toEqual([{ productId: "p1" }, { productId: "p2" }]);
  });
});

describe("callbacks", () => {
  test("tell what became of each file, and once when all are settled", async () => {
    const told: string[] = [];
    const { uploader, whenSettled } = createTestUploader(
      { ticket: inTurn(throwing(uploadError("FORBIDDEN")), () => createTicket("claim-1")) },
      {
        onPublished: ({ imageId }, { name }) => told.push(`${name} is ${imageId}`),
        onError: ({ code }, { name }) => told.push(`${name}: ${code}`),
        onSettled: (items) => told.push(`${items.length} settled`),
      },
    );
    uploader.add(files("a.jpg", "b.jpg"));
    await whenSettled();
    await turn();
    expect(told).toEqual(["a.jpg: FORBIDDEN", "b.jpg is image of claim-1", "2 settled"]);
  });

  test("are the latest that were given", async () => {
    const told: string[] = [];
    const { uploader, api, whenSettled } = createTestUploader(
      {},
      { onSettled: () => told.push("old") },
    );
    uploader.add(files("a.jpg"));
    const onSettled = () => told.push("new");
    uploader.setOptions({ api, input: { productId: "p1" }, onSettled });
    await whenSettled();
    await turn();
    expect(told).toEqual(["new"]);
  });

  test("may call the uploader", async () => {
    let tries = 0;
    const { uploader, statuses, clock } = createTestUploader(
      { ticket: inTurn(throwing(uploadError("UNAUTHORIZED")), () => createTicket("claim-1")) },
      {
        onError: (_error, { id }) => {
          tries += 1;
          uploader.retry(id);
        },
      },
    );
    uploader.add(files("a.jpg"));
    await clock.runUntil(() => statuses()[0] === "published");
    expect(tries).toBe(1);
  });
});

describe("what the app throws", () => {
  test("in a callback or a subscriber reaches the page, and nobody else", async () => {
    const thrown: unknown[] = [];
    const { queueMicrotask } = globalThis;
    onTestFinished(() => void vi.unstubAllGlobals());
    // A page hears of it by an event; here it would end the test.
    vi.stubGlobal("queueMicrotask", (run: () => void) =>
      queueMicrotask(() => {
        try {
          run();
        } catch (error) {
          thrown.push(error);
        }
      }),
    );
    const { uploader, statuses, clock } = createTestUploader(
      { ticket: inTurn(throwing(uploadError("FORBIDDEN")), () => createTicket("claim-1")) },
      {
        onPublished: throwing("onPublished"),
        onError: throwing("onError"),
        onSettled: throwing("onSettled"),
      },
    );
    uploader.subscribe(throwing("subscriber"));
    let notices = 0;
    uploader.subscribe(() => (notices += 1));
    const added = uploader.addAsync(files("a.jpg", "b.jpg"));
    await clock.runUntil(() => uploader.getSnapshot().isSettled);
    await added;
    expect(statuses()).toEqual(["failed", "published"]);
    expect(new Set(thrown)).toEqual(new Set(["subscriber", "onError", "onPublished", "onSettled"]));
    expect(thrown.filter((error) => error === "subscriber")).toHaveLength(notices);
  });
});

test("several uploaders of one page have each its own list, line and limits", async () => {
  const clock = createFakeClock();
  const one = createTestUploader({ transfer: never }, { clock, concurrency: 1 });
  const other = createTestUploader({}, { clock });
  for (const { uploader } of [one, other]) uploader.add(files("a.jpg", "b.jpg"));
  await turn();
  one.uploader.pause();
  one.connection.setOnline(false);
  expect([one.statuses(), other.statuses()]).toEqual([
    ["paused", "paused"],
    ["published", "published"],
  ]);
  one.uploader.destroy();
  other.uploader.add(files("c.jpg"));
  await other.whenSettled();
  expect([one.items(), other.items().map(({ id }) => id)]).toEqual([[], [1, 2, 3]]);
});

describe("the snapshot", () => {
  test("stays the same value until something changes, and an item until it changes itself", async () => {
    const { uploader, items, whenSettled } = createTestUploader();
    uploader.add(files("a.jpg"));
    await whenSettled();
    const before = uploader.getSnapshot();
    expect(uploader.getSnapshot()).toBe(before);
    uploader.add(files("b.jpg"));
    expect(uploader.getSnapshot()).not.toBe(before);
    expect(items()[0]).toBe(before.items[0]);
    expect(Object.isFrozen(before) && Object.isFrozen(before.items)).toBe(true);
  });

  test("changes of one moment are told once, and nobody is told after unsubscribing", async () => {
    const { uploader } = createTestUploader({ policy: never });
    let notices = 0;
    const unsubscribe = uploader.subscribe(() => (notices += 1));
    uploader.add(files("a.jpg", "b.jpg", "c.jpg"));
    await turn();
    expect(notices).toBe(1);
    unsubscribe();
    uploader.clear();
    await turn();
    expect(notices).toBe(1);
  });

  test("tells how fast bytes flow, and that they have stopped", async () => {
    let onProgress = (_bytes: number): void => {};
    const transfer: Script["transfer"] = (form) => {
      ({ onProgress } = form);
      return never();
    };
    const { uploader, clock } = createTestUploader({ transfer });
    uploader.add([file("a.jpg", "x".repeat(10_000))]);
    await turn();
    onProgress(1000);
    await clock.advance(1000);
    onProgress(3000);
    await clock.advance(1000);
    const { bytesPerSecond, etaSeconds, ...totals } = uploader.getSnapshot().totals;
    expect(totals).toEqual({ loadedBytes: 3000, totalBytes: 10_000, progress: 0.3 });
    expect(bytesPerSecond).toBeGreaterThan(1200);
    expect(bytesPerSecond).toBeLessThan(1800);
    expect(etaSeconds).toBe(7000 / bytesPerSecond);
    await clock.advance(6000);
    expect(uploader.getSnapshot().totals).toMatchObject({ bytesPerSecond: 0, etaSeconds: null });
  });

  test("data has the type that the server's route returns, and input is held to the api", () => {
    const { api } = createScriptedServer();
    const uploader = createUploader({ api, input: { productId: "p1" } });
    type Item = ReturnType<typeof uploader.getSnapshot>["items"][number];
    expectTypeOf<Item>().toEqualTypeOf<UploadItem<Image>>();
    expectTypeOf<Extract<Item, { status: "published" }>["data"]>().toEqualTypeOf<Image>();
    // @ts-expect-error: the route's input has another shape
    createUploader({ api, input: { productId: 1 } });
  });
});
