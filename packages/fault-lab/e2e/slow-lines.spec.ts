/** Lines that hardly move. */
import type { Page } from "@playwright/test";
import { takePhoto } from "../lab/photos.ts";
import type { Tab } from "../lab/tab.ts";
import { expect, test } from "../lab/test.ts";

/** 50 kbit/s */
const bytesPerSecond = 50_000 / 8;

/** About 150 kB: 24 s, so longer than a transfer may stand still. */
const takeLargePhoto = () => takePhoto("mug.png", 220);

const once = { tickets: 1, posts: 1, completions: 1, images: 1 };

test("50 kbit/s: sent at once, and the time that is left is told about right", async ({
  createLab,
  page,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab({ clock: "system" });
  await throttle(page);
  await tab.pick(await takeLargePhoto());
  const { samples, endMs } = await watchToTheEnd(tab);
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 1 });
  await lab.expectOutcome(once);

  const loaded = samples.map(({ loadedBytes }) => loadedBytes);
  expect(new Set(loaded).size).toBeGreaterThan(5);
  // It goes up and down with each piece that leaves, and the last piece is all that is left at the end.
  const told = samples.filter(({ atMs }) => atMs > 4000 && endMs - atMs > 4000);
  const ratios = told.map(({ atMs, etaSeconds }) => ((etaSeconds ?? 0) * 1000) / (endMs - atMs));
  expect(Math.min(...ratios)).toBeGreaterThan(1 / 3);
  expect(Math.max(...ratios)).toBeLessThan(2);
});

test("50 kbit/s behind buffers that took all of it: waits for the answer, and tells no time it cannot know", async ({
  createLab,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab({ clock: "system" });
  lab.storage.setRules([{ method: "POST", fault: { type: "slow", bytesPerSecond } }]);
  const photo = await takeLargePhoto();
  await tab.pick(photo);
  const { samples, endMs } = await watchToTheEnd(tab);
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 1 });
  await lab.expectOutcome(once);

  const handedOver = samples.filter(({ loadedBytes }) => loadedBytes === photo.buffer.length);
  const sinceMs = handedOver[0]?.atMs ?? endMs;
  expect(endMs - sinceMs).toBeGreaterThan(20_000);
  expect(new Set(handedOver.map(({ etaSeconds }) => etaSeconds))).toEqual(new Set([null]));
});

test("a line on which something moves every 19 s: stays alive, for minutes", async ({
  createLab,
  page,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  await throttle(page);
  const photo = await takePhoto("mug.png", 100);
  await tab.pick(photo);
  // 19 s for each step that is seen: minutes in all, and never 20 s without a sign of life.
  const steps = new Set<number>();
  await expect
    .poll(
      async () => {
        const { status, loadedBytes } = await tab.item();
        if (loadedBytes === null || steps.has(loadedBytes)) return status;
        steps.add(loadedBytes);
        await tab.advance(19_000);
        return status;
      },
      { intervals: [20] },
    )
    .toBe("verifying");
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 1 });
  expect(steps.size).toBeGreaterThan(3);
  expect([...steps]).toEqual([...steps].sort((one, other) => one - other));
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
});

type Sample = { atMs: number; loadedBytes: number; etaSeconds: number | null };

/** @returns what was shown while bytes flowed, and when they no longer did; times from the first of these */
async function watchToTheEnd(tab: Tab): Promise<{ samples: Sample[]; endMs: number }> {
  const samples: Sample[] = [];
  let startMs = 0;
  let endMs = 0;
  const look = async (): Promise<string> => {
    const { status, etaSeconds, items } = await tab.list();
    const loadedBytes = items[0]?.loadedBytes ?? null;
    if (samples.length === 0) startMs = Date.now();
    const atMs = Date.now() - startMs;
    if (loadedBytes !== null) samples.push({ atMs, loadedBytes, etaSeconds });
    if (loadedBytes === null && samples.length > 0 && endMs === 0) endMs = atMs;
    return status;
  };
  await expect.poll(look, { intervals: [250], timeout: 50_000 }).toBe("settled");
  return { samples, endMs };
}

/** Before the browser hands anything to the system, so that progress is what has left. */
async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}
