/** Clocks that are 15 minutes off, in every place that has one. */
import type { Page } from "@playwright/test";
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
    expect(await tab.item()).toMatchObject({ status: "published", attempt: 1 });
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
    await tab.see({ status: "published", attempt: 2 });
    await lab.expectOutcome({ tickets, posts: 2, completions: 2, images: 1 });
  });
}

test("the storage's clock is 15 minutes ahead: every ticket is over, so one new one and an end", async ({
  createLab,
}) => {
  const lab = await createLab({ storageSkewMs: quarterMs });
  const tab = await lab.openTab();
  await tab.pick(await takePhoto());
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "failed", code: "STORAGE_REFUSED", attempt: 2 });
  await lab.expectOutcome({ tickets: 2, posts: 2 });
});

test("the storage's clock is 15 minutes behind: tickets only last longer", async ({
  createLab,
}) => {
  const lab = await createLab({ storageSkewMs: -quarterMs });
  const tab = await lab.openTab();
  await tab.pick(await takePhoto());
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", attempt: 1 });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
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
