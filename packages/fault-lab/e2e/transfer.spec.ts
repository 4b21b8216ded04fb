/** Faults between the browser and storage that pass: one ticket, one image, and the bytes no oftener than needed. */
import type { FaultRule } from "@picket/fault-lab";
import { createSharpProcessor } from "@picket/upload-server/sharp";
import { takePhoto } from "../lab/photos.ts";
import { calls } from "../lab/start-lab.ts";
import { expect, test } from "../lab/test.ts";

const firstPost = { method: "POST", times: 1 } as const;

test(
  "nothing goes wrong: one ticket, one POST, one completion, one image",
  { tag: "@core" },
  async ({ createLab }) => {
    // The one row in which pictures are decoded.
    const processor = createSharpProcessor({ processes: 1 });
    const lab = await createLab({ processor });
    const tab = await lab.openTab();
    await tab.pick(await takePhoto());
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 1 });
    await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
    expect(lab.api.count(calls.policy)).toBe(1);
    await processor.close();
  },
);

test(
  "refused for a moment: the server is asked, and the same ticket is sent with",
  { tag: "@core" },
  async ({ createLab }) => {
    const lab = await createLab();
    const tab = await lab.openTab();
    await lab.storage.refuse();
    await tab.pick(await takePhoto());
    await tab.see({ status: "retrying", code: "NETWORK", attempt: 2 });
    await lab.storage.accept();
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
    await lab.expectOutcome({ tickets: 1, posts: 1, completions: 2, images: 1 });
  },
);

test("refused for good: given up after five tries; the button works when storage is back", async ({
  createLab,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  await lab.storage.refuse();
  await tab.pick(await takePhoto());
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "failed", code: "NETWORK", attempt: 5 });
  // The first try does not ask; the next four do.
  await lab.expectOutcome({ tickets: 1, posts: 0, completions: 4 });

  await lab.storage.accept();
  await tab.does("retry");
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 6, images: 1 });
});

for (const at of [0, 0.5, 0.99]) {
  test(
    `cut at ${at * 100} %: sent again with the same ticket`,
    { tag: "@core" },
    async ({ createLab }) => {
      const lab = await createLab();
      const tab = await lab.openTab();
      lab.storage.setRules([{ ...firstPost, fault: { type: "cut", at } }]);
      await tab.pick(await takePhoto());
      await tab.see({ status: "retrying", code: "NETWORK", loadedBytes: null });
      await tab.settle();
      expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
      await lab.expectOutcome({ tickets: 1, posts: 2, completions: 2, images: 1 });
    },
  );
}

test(
  "answer lost: the server is asked before any byte is sent again",
  { tag: "@core" },
  async ({ createLab }) => {
    const lab = await createLab();
    const tab = await lab.openTab();
    lab.storage.setRules([{ ...firstPost, fault: { type: "lose-answer" } }]);
    await tab.pick(await takePhoto());
    await tab.see({ status: "retrying", code: "NETWORK" });
    await lab.expectOutcome({ tickets: 1, posts: 1, incoming: 1 });
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
    await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
  },
);

test("answer lost on a connection used before: the browser sends again by itself, one image", async ({
  createLab,
}) => {
  const lab = await createLab({ hasOwnConnections: false });
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...firstPost, fault: { type: "lose-answer" } }]);
  await tab.pick(await takePhoto());
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 1 });
  expect(await tab.history()).not.toContain("retrying");
  await lab.expectOutcome({ tickets: 1, posts: 2, completions: 1, images: 1 });
});

const silences: Array<[string, FaultRule["fault"]]> = [
  ["stall at 0 %", { type: "stall", at: 0 }],
  ["stall at 50 %", { type: "stall", at: 0.5 }],
  ["black hole", { type: "black-hole" }],
];

for (const [name, fault] of silences) {
  test(
    `${name}: given up when time is over, then sent again`,
    { tag: "@core" },
    async ({ createLab }) => {
      const lab = await createLab();
      const tab = await lab.openTab();
      lab.storage.setRules([{ ...firstPost, fault }]);
      await tab.pick(await takePhoto());
      await tab.see({ status: "uploading" });
      await expect.poll(() => lab.storage.count(firstPost)).toBe(1);
      await tab.advance(19_000);
      expect(await tab.item()).toMatchObject({ status: "uploading" });
      // As long as the system's buffers may take to empty, should the browser have filled them.
      await tab.passUntil({ status: "retrying" }, 130_000);
      expect(await tab.item()).toMatchObject({ code: "NETWORK" });
      await tab.settle();
      expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
      await lab.expectOutcome({ tickets: 1, posts: 2, completions: 2, images: 1 });
    },
  );
}

test("sent, but no answer: more patience than for a stall, then the server is asked", async ({
  createLab,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...firstPost, fault: { type: "black-hole" } }]);
  const photo = await takePhoto();
  await tab.pick(photo);
  await expect.poll(async () => (await tab.item()).loadedBytes).toBe(photo.buffer.length);
  // 30 s and a second for each 16 kB: the line may still be at it.
  await tab.advance(30_000 + photo.buffer.length / 16 - 1000);
  expect(await tab.item()).toMatchObject({ status: "uploading" });
  await tab.passUntil({ status: "retrying" }, 2000);
  expect(await tab.item()).toMatchObject({ code: "NETWORK" });
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
  await lab.expectOutcome({ tickets: 1, posts: 2, completions: 2, images: 1 });
});
