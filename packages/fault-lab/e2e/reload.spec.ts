/** The page goes, or its tab has a neighbour. */
import { createGate } from "../lab/gate.ts";
import { takePhoto } from "../lab/photos.ts";
import { calls } from "../lab/start-lab.ts";
import { waitForPage } from "../lab/tab.ts";
import { expect, test } from "../lab/test.ts";

const post = { method: "POST" } as const;

test(
  "reloaded after the bytes arrived: finished on the next visit, and not sent again",
  { tag: "@core" },
  async ({ createLab, page }) => {
    const lab = await createLab();
    const tab = await lab.openTab({ journal: "mug" });
    const { until, open } = createGate();
    lab.storage.setRules([{ ...post, fault: { type: "hold-answer", until } }]);
    await tab.pick(await takePhoto());
    await lab.expectOutcome({ tickets: 1, posts: 1, incoming: 1 });
    await page.reload();
    await waitForPage(page);
    open();
    await tab.see({ name: "mug.png", hasFile: false });
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null, name: "mug.png" });
    await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });

    await page.reload();
    await waitForPage(page);
    expect((await tab.list()).items).toEqual([]);
  },
);

test("reloaded while it was verified: the same image is shown, and there is no second", async ({
  createLab,
  page,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab({ journal: "mug" });
  const { until } = createGate();
  lab.api.setRules([{ ...calls.complete, times: 1, fault: { type: "hold-answer", until } }]);
  await tab.pick(await takePhoto());
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
  await page.reload();
  await waitForPage(page);
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, hasFile: false });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 2, images: 1 });
});

for (const [name, rule, counts] of [
  ["half of the bytes", { ...post, fault: { type: "stall", at: 0.5 } }, { tickets: 1, posts: 1 }],
  ["no ticket", { ...calls.ticket, fault: { type: "black-hole" } }, { tickets: 1, posts: 0 }],
] as const) {
  test(
    `reloaded with ${name}: the photo is named, and picked again it is published`,
    { tag: "@core" },
    async ({ createLab, page }) => {
      const lab = await createLab();
      const tab = await lab.openTab({ journal: "mug" });
      const proxy = name === "no ticket" ? lab.api : lab.storage;
      proxy.setRules([{ ...rule, times: 1 }]);
      const photo = await takePhoto();
      await tab.pick(photo);
      await expect.poll(lab.outcome).toMatchObject(counts);
      await page.reload();
      await waitForPage(page);
      await tab.settle();
      expect(await tab.item()).toMatchObject({
        name: "mug.png",
        status: "rejected",
        code: "FILE_LOST",
      });
      const asked = name === "no ticket" ? 0 : 1;
      await lab.expectOutcome({ ...counts, completions: asked });

      await tab.pick(photo);
      await tab.settle();
      expect((await tab.list()).items).toMatchObject([
        { status: "published", code: null, hasFile: true },
      ]);
      await lab.expectOutcome({
        tickets: 2,
        posts: counts.posts + 1,
        completions: asked + 1,
        images: 1,
      });
    },
  );
}

test("two tabs: each has its own list, also after a reload of one", async ({ createLab }) => {
  const lab = await createLab();
  const left = await lab.openTab({ journal: "mug" });
  const right = await lab.openTab({ journal: "mug" });
  const { until, open } = createGate();
  lab.storage.setRules([{ ...post, times: 2, fault: { type: "hold-answer", until } }]);
  await left.pick(await takePhoto("left.png"));
  await right.pick(await takePhoto("right.png"));
  await lab.expectOutcome({ tickets: 2, posts: 2, incoming: 2 });
  await left.page.reload();
  await waitForPage(left.page);
  open();
  for (const tab of [left, right]) await tab.settle();
  expect((await left.list()).items).toMatchObject([
    { name: "left.png", status: "published", code: null },
  ]);
  expect((await right.list()).items).toMatchObject([
    { name: "right.png", status: "published", code: null },
  ]);
  await lab.expectOutcome({ tickets: 2, posts: 2, completions: 2, images: 2 });
});
