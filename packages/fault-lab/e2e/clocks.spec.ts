/** Clocks that are 15 minutes off, in every place that has one. */
import type { Page } from "@playwright/test";
import { createGate } from "../lab/gate.ts";
import { takePhoto } from "../lab/photos.ts";
import { expect, test } from "../lab/test.ts";

const quarterMs = 15 * 60_000;

for (const [name, skewMs] of [
  ["ahead", quarterMs],
  ["behind", -quarterMs],
] as const) {
  test(`the computer's clock is 15 minutes ${name}: nobody notices`, async ({
    createLab,
    page,
  }) => {
    const lab = await createLab();
    await skewDate(page, skewMs);
    const tab = await lab.openTab({ clock: "system" });
    await tab.pick(await takePhoto());
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 1 });
    await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
  });
}

for (const [name, skewMs, tickets] of [
  // It may have slept: better one ticket too many than one that is over.
  ["forward", quarterMs, 2],
  ["back", -quarterMs, 1],
] as const) {
  test(`the computer's clock is set ${name} while it uploads: sent to its end`, async ({
    createLab,
    page,
  }) => {
    const lab = await createLab();
    await skewDate(page, 0);
    const tab = await lab.openTab({ clock: "system" });
    lab.storage.setRules([{ method: "POST", times: 1, fault: { type: "black-hole" } }]);
    await tab.pick(await takePhoto());
    await expect.poll(() => lab.storage.count({ method: "POST" })).toBe(1);
    await page.evaluate((by) => window.skewDate(by), skewMs);
    lab.storage.reset();
    await tab.see({ status: "published", code: null, attempt: 2 });
    await lab.expectOutcome({ tickets, posts: 2, completions: 2, images: 1 });
  });
}

test("the storage's clock is 15 minutes ahead: every ticket is over, so one new one and an end", async ({
  createLab,
}) => {
  const lab = await createLab({ storageClock: () => new Date(Date.now() + quarterMs) });
  const tab = await lab.openTab();
  await tab.pick(await takePhoto());
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "failed", code: "STORAGE_REFUSED", attempt: 2 });
  await lab.expectOutcome({ tickets: 2, posts: 2 });
});

test("the storage's clock is 15 minutes behind: tickets only last longer", async ({
  createLab,
}) => {
  const lab = await createLab({ storageClock: () => new Date(Date.now() - quarterMs) });
  const tab = await lab.openTab();
  await tab.pick(await takePhoto());
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 1 });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
});

test("a transfer that outlives its ticket: storage looks at the clock when it begins", async ({
  createLab,
}) => {
  let skewMs = 0;
  let looks = 0;
  const storageClock = (): Date => {
    looks += 1;
    return new Date(Date.now() + skewMs);
  };
  const lab = await createLab({ storageClock });
  const tab = await lab.openTab();
  const { until, open } = createGate();
  lab.storage.setRules([{ method: "POST", fault: { type: "pause", at: 0.5, until } }]);
  const looksBefore = looks;
  await tab.pick(await takePhoto());
  // At the ages of signature and policy, both before the first byte of the photo.
  await expect.poll(() => looks).toBe(looksBefore + 2);
  skewMs = 301_000;
  open();
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 1 });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });

  // By the same clock a ticket is not taken whose transfer begins now.
  await tab.pick(await takePhoto("late.png"));
  await tab.settle();
  expect((await tab.list()).items[1]).toMatchObject({ status: "failed", code: "STORAGE_REFUSED" });
  await lab.expectOutcome({ tickets: 3, posts: 3, completions: 1, images: 1 });
});

declare global {
  interface Window {
    skewDate: (skewMs: number) => void;
  }
}

/** Only the wall clock: timers and the monotonic clock go on as they are. */
async function skewDate(page: Page, skewMs: number): Promise<void> {
  await page.addInitScript((initialMs) => {
    const { now } = Date;
    let currentMs = initialMs;
    Date.now = () => now() + currentMs;
    window.skewDate = (by) => {
      currentMs = by;
    };
  }, skewMs);
}
