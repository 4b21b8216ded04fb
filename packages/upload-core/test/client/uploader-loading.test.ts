/** What happens to a file is loaded with the first one; here that takes as long as a test wants, and may fail. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import * as actual from "../../src/client/upload-runner.ts";
import { createTestUploader, files } from "./create-test-uploader.ts";
import { turn } from "./fake-clock.ts";

const runner = "../../src/client/upload-runner.ts";

/** One for each time that it was asked for. */
let answers: Array<(isThere: boolean) => void>;

beforeEach(() => {
  answers = [];
  // What the test before has loaded would be taken, and nobody asked.
  vi.resetModules();
  vi.doMock(runner, async () => {
    const isThere = await new Promise<boolean>((resolve) => answers.push(resolve));
    if (!isThere) throw new TypeError("Failed to fetch dynamically imported module");
    return actual;
  });
});

/** @param times how often it has been asked for then */
async function whenAsked(times: number): Promise<void> {
  await expect.poll(() => answers.length, { timeout: 60_000 }).toBe(times);
}

async function answer(isThere: boolean): Promise<void> {
  answers.at(-1)!(isThere);
  await vi.dynamicImportSettled();
  await turn();
}

describe("a runner that cannot be loaded", () => {
  test("fails what waits for it, and is asked for again when that is tried again", async () => {
    const told: string[] = [];
    const { uploader, statuses, codes, requests, whenSettled } = createTestUploader(
      {},
      { onError: ({ code }, { name }) => told.push(`${name}: ${code}`) },
    );
    uploader.add(files("a.jpg", "b.jpg"));
    await whenAsked(1);
    await answer(false);
    expect([statuses(), codes()]).toEqual([
      ["failed", "failed"],
      ["SERVER_UNREACHABLE", "SERVER_UNREACHABLE"],
    ]);
    expect([told, requests]).toEqual([
      ["a.jpg: SERVER_UNREACHABLE", "b.jpg: SERVER_UNREACHABLE"],
      [],
    ]);
    uploader.retry();
    await whenAsked(2);
    await answer(true);
    await whenSettled();
    expect(statuses()).toEqual(["published", "published"]);
  });

  test("is asked for again with the next file", async () => {
    const { uploader, statuses, whenSettled } = createTestUploader();
    uploader.add(files("a.jpg"));
    await whenAsked(1);
    await answer(false);
    uploader.add(files("b.jpg"));
    await whenAsked(2);
    await answer(true);
    await whenSettled();
    expect(statuses()).toEqual(["failed", "published"]);
  });

  test("because the line is gone is no failure: it is asked for again with the line", async () => {
    let isOnline = true;
    let lineIsBack = (): void => {};
    const { uploader, statuses, whenSettled } = createTestUploader(
      {},
      { connection: { isOnline: () => isOnline, watch: (check) => (lineIsBack = check) } },
    );
    uploader.add(files("a.jpg"));
    await whenAsked(1);
    isOnline = false;
    await answer(false);
    expect([uploader.getSnapshot().status, statuses()]).toEqual(["offline", ["paused"]]);
    isOnline = true;
    lineIsBack();
    await whenAsked(2);
    await answer(true);
    await whenSettled();
    expect(statuses()).toEqual(["published"]);
  });
});

describe("while it is loaded", () => {
  test.for(["cancel", "remove", "clear", "destroy"] as const)(
    "a file is let go of by %s, and nothing is asked for it",
    async (action) => {
      const { uploader, items, requests, clock } = createTestUploader();
      uploader.add(files("a.jpg"));
      await whenAsked(1);
      uploader[action](items()[0]!.id);
      await answer(true);
      expect([items().map(({ status }) => status), requests, clock.pendingMs()]).toEqual([
        action === "cancel" ? ["canceled"] : [],
        [],
        [],
      ]);
    },
  );

  test.for([true, false])(
    "a file may be paused, and goes on later; that it could be loaded: %s",
    async (isThere) => {
      const { uploader, statuses, requests, count, whenSettled } = createTestUploader();
      uploader.add(files("a.jpg"));
      await whenAsked(1);
      uploader.pause();
      await answer(isThere);
      expect([statuses(), requests]).toEqual([["paused"], []]);
      uploader.resume();
      if (!isThere) {
        await whenAsked(2);
        await answer(true);
      }
      await whenSettled();
      expect([statuses(), count("transfer")]).toEqual([["published"], 1]);
    },
  );

  test("a pause that is over before it is there starts nothing twice", async () => {
    const { uploader, count, whenSettled } = createTestUploader();
    uploader.add(files("a.jpg"));
    await whenAsked(1);
    uploader.pause();
    uploader.resume();
    await answer(true);
    await whenSettled();
    expect([answers.length, count("policy"), count("ticket")]).toEqual([1, 1, 1]);
  });

  test("a list that was destroyed begins anew with a runner of its own", async () => {
    const { uploader, statuses, count, whenSettled } = createTestUploader();
    uploader.add(files("a.jpg"));
    await whenAsked(1);
    uploader.destroy();
    uploader.add(files("b.jpg"));
    await answer(true);
    await whenSettled();
    expect([statuses(), count("ticket")]).toEqual([["published"], 1]);
  });
});
