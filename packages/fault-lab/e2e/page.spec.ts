/** What a page does to its own uploads: mounting, unmounting, and files that change on disk. */
import { randomBytes } from "node:crypto";
import { appendFile, stat, utimes, writeFile } from "node:fs/promises";
import { createGate } from "../lab/gate.ts";
import { countLeftovers, leftovers } from "../lab/leftovers.ts";
import { takePhoto } from "../lab/photos.ts";
import { calls } from "../lab/start-lab.ts";
import { expect, test } from "../lab/test.ts";

const post = { method: "POST" } as const;

test(
  "1,000 mounts under StrictMode: nothing is left behind, and one photo asks for one ticket",
  { tag: "@core" },
  async ({ createLab, page }) => {
    const lab = await createLab();
    await countLeftovers(page);
    const tab = await lab.openTab();
    await tab.does("unmount");
    const before = await leftovers(page);
    const firstMounts = await page.evaluate(() => window.lab.countMounts());
    await page.evaluate(async () => {
      for (let mounts = 0; mounts < 1000; mounts += 1) {
        await window.lab.mount();
        await window.lab.unmount();
      }
    });
    expect(firstMounts).toBe(2);
    expect(await page.evaluate(() => window.lab.countMounts())).toBe(2002);
    expect(await leftovers(page)).toEqual(before);
    expect(before).toMatchObject({ timers: 0, objectUrls: 0 });
    expect(await page.evaluate(() => window.lab.timers())).toEqual([]);
    expect(page.workers()).toEqual([]);
    await lab.expectOutcome({});

    await tab.does("mount");
    await tab.pick(await takePhoto());
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 1 });
    await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
  },
);

test(
  "unmounted while bytes flow: the transfer is cut off, and nothing is left behind",
  { tag: "@core" },
  async ({ createLab, page }) => {
    const lab = await createLab();
    await countLeftovers(page);
    const tab = await lab.openTab();
    await tab.does("unmount");
    const before = await leftovers(page);
    await tab.does("mount");
    lab.storage.setRules([{ ...post, times: 1, fault: { type: "stall", at: 0.5 } }]);
    await tab.pick(await takePhoto());
    await expect.poll(() => lab.storage.count(post)).toBe(1);
    expect(await leftovers(page)).toMatchObject({ objectUrls: 2 });
    await tab.does("unmount");
    expect(await leftovers(page)).toEqual(before);
    // The speed that is shown falls for some seconds.
    await tab.advance(10_000);
    expect(await page.evaluate(() => window.lab.timers())).toEqual([]);
    expect(page.workers()).toEqual([]);
    await lab.expectOutcome({ tickets: 1, posts: 1 });

    await tab.does("mount");
    expect((await tab.list()).items).toEqual([]);
    await tab.pick(await takePhoto());
    await tab.settle();
    expect(await tab.list()).toMatchObject({
      status: "settled",
      items: [{ status: "published", code: null, attempt: 1 }],
    });
    await lab.expectOutcome({ tickets: 2, posts: 2, completions: 1, images: 1 });
  },
);

test("changed on disk before it is read: refused without a ticket", async ({
  createLab,
}, testInfo) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  const { until, open } = createGate();
  lab.api.setRules([{ ...calls.policy, fault: { type: "hold", until } }]);
  const path = testInfo.outputPath("mug.png");
  await writeFile(path, (await takePhoto()).buffer);
  await tab.pick(path);
  await tab.see({ status: "queued" });
  await appendFile(path, randomBytes(1000));
  open();
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "rejected", code: "FILE_UNREADABLE" });
  await lab.expectOutcome({});
});

/** Chromium reads no file whose size or date is another than when it was picked; Firefox reads what is there now. */
const changes = [
  [
    "seen by its date: refused by the browser, and the server is told",
    [],
    10,
    "FILE_UNREADABLE",
    { tickets: 1, discards: 1 },
  ],
  [
    "unseen, in the same moment: refused by storage, whose ticket is for other bytes",
    ["@core"],
    0,
    "OBJECT_MISMATCH",
    { tickets: 1, posts: 1 },
  ],
] as const;

for (const [name, tag, laterSeconds, code, outcome] of changes) {
  test(
    `changed on disk between hashing and sending, ${name}`,
    { tag: [...tag] },
    async ({ createLab }, testInfo) => {
      const lab = await createLab();
      const tab = await lab.openTab();
      const { until, open } = createGate();
      lab.api.setRules([{ ...calls.ticket, fault: { type: "hold", until } }]);
      const path = testInfo.outputPath("mug.png");
      await writeFile(path, (await takePhoto()).buffer);
      const { mtimeMs } = await stat(path);
      await tab.pick(path);
      await expect.poll(() => lab.api.count(calls.ticket)).toBe(1);
      await writeFile(path, (await takePhoto()).buffer);
      await utimes(path, mtimeMs / 1000, mtimeMs / 1000 + laterSeconds);
      open();
      await tab.settle();
      expect(await tab.item()).toMatchObject({ status: "rejected", code, attempt: 1 });
      await lab.expectOutcome(outcome);
    },
  );
}
