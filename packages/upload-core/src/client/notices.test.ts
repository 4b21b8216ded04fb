import { expect, test } from "vitest";
import { createNotices } from "./notices.ts";

/** Notices between frames that the test makes. */
function setUp() {
  const waiting: Array<() => void> = [];
  let told = 0;
  const notices = createNotices({ frame: (run) => waiting.push(run) });
  notices.subscribe(() => (told += 1));
  return {
    ...notices,
    /** @returns how often subscribers were told since the last call, without another frame or with it */
    told: async (frame?: "frame") => {
      if (frame) waiting.splice(0).forEach((run) => run());
      await Promise.resolve();
      await Promise.resolve();
      const count = told;
      told = 0;
      return count;
    },
    framesAskedFor: () => waiting.length,
  };
}

test("the first change is told at once, and whatever else comes in its frame with the next one", async () => {
  const { changed, told } = setUp();
  for (let change = 0; change < 5; change += 1) changed();
  expect(await told()).toBe(1);
  for (let change = 0; change < 5; change += 1) {
    changed();
    expect(await told()).toBe(0);
  }
  expect(await told("frame")).toBe(1);
});

test("after a frame in which nothing changed, a change is told at once again", async () => {
  const { changed, told, framesAskedFor } = setUp();
  changed();
  expect(await told()).toBe(1);
  expect(await told("frame")).toBe(0);
  expect(framesAskedFor()).toBe(0);
  changed();
  expect(await told()).toBe(1);
});

test("without frames, what changes together is told together", async () => {
  const { subscribe, changed } = createNotices({});
  let told = 0;
  subscribe(() => (told += 1));
  changed();
  changed();
  expect(told).toBe(0);
  await Promise.resolve();
  await Promise.resolve();
  expect(told).toBe(1);
});

test("who has unsubscribed is not told any more", async () => {
  const { subscribe, changed, told } = setUp();
  let others = 0;
  subscribe(() => (others += 1))();
  changed();
  expect([await told(), others]).toEqual([1, 0]);
});
