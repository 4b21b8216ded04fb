import { describe, expect, test } from "vitest";
import { createFakeUploads, type FakeUploadsOptions } from "../testing/create-fake-uploads.ts";
import { photoFile } from "../testing/photo-file.ts";
import { createAnnouncer, type Announcement } from "./announcer.ts";
import { createUploader } from "./create-uploader.ts";
import type { UploaderOptions } from "./uploader.ts";

type Image = { id: string };
type Told = Omit<Announcement, "id">;

/** An uploader whose every change is read to somebody. */
function setUp(
  outcomes: FakeUploadsOptions<object, Image>["outcomes"] = {},
  options: Partial<UploaderOptions<object, Image>> = {},
) {
  const publish = ({ name }: { name: string }) => ({ id: name });
  const uploads = createFakeUploads<object, Image>({ publish, outcomes });
  const uploader = createUploader({ ...uploads.ports, input: {}, ...options });
  const announce = createAnnouncer();
  let told: Told[] = [];
  let lastId = 0;
  uploader.subscribe(() => {
    for (const { id, ...news } of announce(uploader.getSnapshot())) {
      expect(id).toBe((lastId += 1));
      told.push(news);
    }
  });
  const { clock } = uploads;
  return {
    ...uploads,
    uploader,
    add: (...names: string[]) =>
      uploader.add(names.map((name) => photoFile(name, { sizeBytes: 1000 }))),
    whenSettled: () => clock.runUntil(() => uploader.getSnapshot().isSettled),
    whenHeld: (count: number) => clock.runUntil(() => uploads.held().length === count),
    /** Has a held file report, and waits for the frame that tells of it. */
    report: async (name: string, ratio: number) => {
      await new Promise<void>((resolve) => {
        const unsubscribe = uploader.subscribe(() => {
          unsubscribe();
          resolve();
        });
        uploads.progress(name, ratio);
      });
    },
    /** what was told since the last call */
    news: async () => {
      await clock.advance(0);
      const latest = told;
      told = [];
      return latest;
    },
  };
}

const started = (count: number): Told => ({ type: "started", count }) as Told;
const progress = (ratio: number): Told => ({ type: "progress", progress: ratio }) as Told;
const finished = (publishedCount: number, failedCount = 0, canceledCount = 0): Told =>
  ({ type: "finished", publishedCount, failedCount, canceledCount }) as Told;
const failed = (name: string, code: string): Told =>
  ({ type: "failed", name, refusal: { code, details: {} } }) as Told;

test("a list is announced when it starts and when all of it is done", async () => {
  const { add, whenSettled, news } = setUp();
  add("mug.jpg", "oak.jpg");
  await whenSettled();
  const told = await news();
  expect(told.filter(({ type }) => type !== "progress")).toEqual([started(2), finished(2)]);
});

test("each quarter is told once, and the highest one when several come at once", async () => {
  const { add, whenHeld, report, release, whenSettled, news } = setUp({ "*": "hold" });
  add("mug.jpg");
  await whenHeld(1);
  expect(await news()).toEqual([started(1)]);
  await report("mug.jpg", 0.1);
  expect(await news()).toEqual([]);
  await report("mug.jpg", 0.25);
  expect(await news()).toEqual([progress(0.25)]);
  await report("mug.jpg", 0.4);
  expect(await news()).toEqual([]);
  await report("mug.jpg", 0.8);
  expect(await news()).toEqual([progress(0.75)]);
  release("mug.jpg");
  await whenSettled();
  expect(await news()).toEqual([finished(1)]);
});

test("what is added on the way makes the progress fall, and no quarter is told again", async () => {
  const { add, whenHeld, report, news } = setUp({ "*": "hold" });
  add("mug.jpg");
  await whenHeld(1);
  await report("mug.jpg", 0.6);
  expect(await news()).toEqual([started(1), progress(0.5)]);
  add("oak.jpg");
  await whenHeld(2);
  await report("mug.jpg", 0.9);
  expect(await news()).toEqual([started(1)]);
  await report("oak.jpg", 0.7);
  expect(await news()).toEqual([progress(0.75)]);
});

test("a failed try breaks the progress off, and no quarter is told again", async () => {
  const { add, whenHeld, report, release, news, clock } = setUp({ "*": "hold" });
  add("mug.jpg");
  await whenHeld(1);
  await report("mug.jpg", 0.6);
  release("mug.jpg", ["STORAGE_UNAVAILABLE", "hold"]);
  await clock.advance(500);
  await whenHeld(1);
  await report("mug.jpg", 0.6);
  expect(await news()).toEqual([started(1), progress(0.5)]);
});

test.for(["NETWORK", "STORAGE_UNAVAILABLE"] as const)(
  "a try that %s has ended is not taken for progress while the server is asked what arrived",
  async (code) => {
    const { add, whenHeld, report, release, news, clock } = setUp({ "*": "hold" });
    add("mug.jpg");
    await whenHeld(1);
    await report("mug.jpg", 0.1);
    release("mug.jpg", [code, "hold"]);
    await clock.advance(500);
    await whenHeld(1);
    await report("mug.jpg", 0.3);
    expect(await news()).toEqual([started(1), progress(0.25)]);
  },
);

test("every file that fails is told with its refusal, rejected or failed", async () => {
  const { add, whenSettled, news } = setUp({
    "mug.jpg": "IMAGE_ANIMATED",
    "oak.jpg": "QUOTA_EXCEEDED",
  });
  add("mug.jpg", "oak.jpg", "elm.jpg");
  await whenSettled();
  const told = await news();
  expect(told.filter(({ type }) => type !== "progress")).toEqual([
    started(3),
    failed("mug.jpg", "IMAGE_ANIMATED"),
    failed("oak.jpg", "QUOTA_EXCEEDED"),
    finished(1, 2),
  ]);
});

describe("after the end", () => {
  test("files tried again are a new start, and fail again aloud", async () => {
    const { add, uploader, whenSettled, news } = setUp({ "mug.jpg": "FORBIDDEN" });
    add("mug.jpg");
    await whenSettled();
    await news();
    uploader.retry();
    await whenSettled();
    expect(await news()).toEqual([started(1), failed("mug.jpg", "FORBIDDEN"), finished(0, 1)]);
  });

  test("only what is new is counted, and quarters begin where the list is", async () => {
    const { add, whenHeld, whenSettled, report, news, release } = setUp({ "oak.jpg": "hold" });
    add("mug.jpg");
    await whenSettled();
    await news();
    add("oak.jpg");
    await whenHeld(1);
    await report("oak.jpg", 0.2);
    expect(await news()).toEqual([started(1)]);
    await report("oak.jpg", 0.6);
    expect(await news()).toEqual([progress(0.75)]);
    release("oak.jpg");
    await whenSettled();
    expect(await news()).toEqual([finished(1)]);
  });
});

test("what is canceled is no failure", async () => {
  const { add, uploader, whenHeld, news } = setUp({ "*": "hold" });
  add("mug.jpg");
  await whenHeld(1);
  uploader.cancel();
  expect(await news()).toEqual([started(1), finished(0, 0, 1)]);
});

test("what is taken out of the list counts only when it is published", async () => {
  const { add, uploader, whenHeld, whenSettled, release, news } = setUp({
    "oak.jpg": "hold",
    "elm.jpg": "hold",
  });
  add("mug.jpg", "oak.jpg", "elm.jpg");
  await whenHeld(2);
  await news();
  const id = (name: string) => uploader.getSnapshot().items.find((item) => item.name === name)!.id;
  uploader.remove(id("mug.jpg"));
  uploader.remove(id("elm.jpg"));
  release("oak.jpg");
  await whenSettled();
  expect((await news()).at(-1)).toEqual(finished(2));
});

test("a list that is cleared says nothing", async () => {
  const { add, uploader, whenHeld, news } = setUp({ "*": "hold" });
  add("mug.jpg");
  await whenHeld(1);
  await news();
  uploader.clear();
  expect(await news()).toEqual([]);
});

test("files that wait for start() are announced when they start", async () => {
  const { add, uploader, whenSettled, news } = setUp({}, { autoStart: false });
  add("mug.jpg");
  expect(await news()).toEqual([]);
  uploader.start();
  await whenSettled();
  expect((await news())[0]).toEqual(started(1));
});

test("a pause is no news, and going on is no new start and no progress", async () => {
  const { add, uploader, whenHeld, report, news } = setUp({ "*": "hold" });
  add("mug.jpg");
  await whenHeld(1);
  await news();
  uploader.pause();
  expect(await news()).toEqual([]);
  uploader.resume();
  await whenHeld(1);
  await report("mug.jpg", 0.3);
  expect(await news()).toEqual([progress(0.25)]);
});

test("an announcer that comes late says nothing about what was settled before", async () => {
  const { add, uploader, whenSettled } = setUp({ "mug.jpg": "FORBIDDEN" });
  add("mug.jpg", "oak.jpg");
  await whenSettled();
  const late = createAnnouncer();
  expect(late(uploader.getSnapshot())).toEqual([]);
});
