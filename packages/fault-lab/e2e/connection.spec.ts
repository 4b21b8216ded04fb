/** A line that goes and comes back, and a tab that sleeps. */
import { writeFile } from "node:fs/promises";
import { createGate } from "../lab/gate.ts";
import { takePhoto } from "../lab/photos.ts";
import { expect, test } from "../lab/test.ts";
import { openUnwatchedTab } from "../lab/unwatched-tab.ts";

const post = { method: "POST" } as const;

test(
  "offline while bytes flow: paused, then goes on by itself; no try is spent on it",
  { tag: "@core" },
  async ({ createLab, context }) => {
    const lab = await createLab();
    const tab = await lab.openTab();
    lab.storage.setRules([{ ...post, times: 1, fault: { type: "stall", at: 0.5 } }]);
    await tab.pick(await takePhoto());
    await expect.poll(() => lab.storage.count(post)).toBe(1);
    await context.setOffline(true);
    await tab.see({ status: "paused", code: null });
    expect(await tab.list()).toMatchObject({ status: "offline" });
    // However long it takes.
    await tab.advance(120_000);
    expect(await tab.item()).toMatchObject({ status: "paused", code: null });
    await lab.expectOutcome({ tickets: 1, posts: 1 });

    await context.setOffline(false);
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null });
    expect(await tab.history()).not.toContain("retrying");
    await lab.expectOutcome({ tickets: 1, posts: 2, completions: 2, images: 1 });
  },
);

test("offline after the bytes arrived: the server is asked first, and they are not sent again", async ({
  createLab,
  context,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  const { until, open } = createGate();
  lab.storage.setRules([{ ...post, fault: { type: "hold-answer", until } }]);
  await tab.pick(await takePhoto());
  await lab.expectOutcome({ tickets: 1, posts: 1, incoming: 1 });
  await context.setOffline(true);
  await tab.see({ status: "paused" });
  await context.setOffline(false);
  open();
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
});

test("offline when it is added: waits without a request", async ({ createLab, context }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  await context.setOffline(true);
  await tab.pick(await takePhoto());
  await expect.poll(async () => (await tab.list()).status).toBe("offline");
  await tab.advance(120_000);
  await lab.expectOutcome({});
  expect(await tab.item()).toMatchObject({ status: "paused", code: null, attempt: 1 });
  await context.setOffline(false);
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
});

test("frozen tab: what was answered meanwhile counts, and the time that passed does not", async ({
  createLab,
  browser,
}, testInfo) => {
  const lab = await createLab();
  const tab = await openUnwatchedTab(browser, lab.pageUrl());
  const { until, open } = createGate();
  lab.storage.setRules([{ ...post, fault: { type: "hold-answer", until } }]);
  const path = testInfo.outputPath("mug.png");
  await writeFile(path, (await takePhoto()).buffer);
  await expect.poll(tab.list).toMatchObject({ items: [] });
  await tab.pick(path);
  await lab.expectOutcome({ tickets: 1, posts: 1, incoming: 1 });
  // The first thing that runs when it wakes up: all timers are late by then.
  await tab.evaluate(`
    document.addEventListener("freeze", () => { document.title = "frozen"; });
    document.addEventListener("resume", () => window.lab.leap(10 * 60_000));
  `);
  await tab.freeze();
  await expect.poll(() => tab.evaluate("document.title")).toBe("frozen");
  open();
  await expect.poll(() => lab.storage.requests().at(-1)?.status).toBe(201);
  expect(await tab.list()).toMatchObject({ items: [{ status: "uploading" }] });
  await tab.thaw();
  await expect
    .poll(tab.list)
    .toMatchObject({ status: "settled", items: [{ status: "published", code: null, attempt: 1 }] });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
  await tab.close();
});
