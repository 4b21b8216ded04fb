/** Cancelling in each state: it is stopped, the server is told, nothing is left, and nothing changes afterwards. */
import { createGate } from "../lab/gate.ts";
import { countLeftovers, leftovers } from "../lab/leftovers.ts";
import { takePhoto } from "../lab/photos.ts";
import { calls } from "../lab/start-lab.ts";
import { expect, test, type TestLab } from "../lab/test.ts";
import type { Tab } from "../lab/tab.ts";

const post = { method: "POST" } as const;
const longMs = 10 * 60_000;

/** Nothing is left to do, and time passes: an item that has ended stays as it is. */
async function expectEnd(
  lab: TestLab,
  tab: Tab,
  outcome: Parameters<TestLab["expectOutcome"]>[0],
): Promise<void> {
  await lab.expectOutcome(outcome);
  await tab.expectRest();
  await tab.advance(longMs);
  await lab.expectOutcome(outcome);
  expect(await tab.list()).toMatchObject({ status: "settled", items: [{ status: "canceled" }] });
}

test("queued: no ticket is asked for", async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  const { until, open } = createGate();
  lab.api.setRules([{ ...calls.policy, fault: { type: "hold", until } }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "queued" });
  await tab.does("cancel");
  open();
  await expectEnd(lab, tab, {});
});

test("preparing: no ticket is asked for, and no timer is left", async ({ createLab, page }) => {
  const lab = await createLab();
  await countLeftovers(page);
  const tab = await lab.openTab();
  const { until, open } = createGate();
  await page.route("**/prepare-worker*", async (route) => {
    await until;
    await route.continue();
  });
  await tab.pick(await takePhoto());
  await tab.see({ status: "preparing" });
  await tab.does("cancel");
  await expect.poll(() => leftovers(page)).toMatchObject({ timers: 0 });
  open();
  await expectEnd(lab, tab, {});
});

test("ticketing: no byte is sent", { tag: "@core" }, async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  const { until, open } = createGate();
  lab.api.setRules([{ ...calls.ticket, fault: { type: "hold", until } }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "ticketing" });
  await expect.poll(() => lab.api.count(calls.ticket)).toBe(1);
  await tab.does("cancel");
  open();
  await expectEnd(lab, tab, { tickets: 1 });
});

test("uploading: the transfer is cut off", { tag: "@core" }, async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...post, fault: { type: "stall", at: 0.5 } }]);
  await tab.pick(await takePhoto());
  await expect.poll(() => lab.storage.count(post)).toBe(1);
  await tab.does("cancel");
  await expectEnd(lab, tab, { tickets: 1, posts: 1, discards: 1 });
});

test(
  "uploading, and arrived already: what is stored is removed",
  { tag: "@core" },
  async ({ createLab }) => {
    const lab = await createLab();
    const tab = await lab.openTab();
    const { until, open } = createGate();
    lab.storage.setRules([{ ...post, fault: { type: "hold-answer", until } }]);
    await tab.pick(await takePhoto());
    await tab.see({ status: "uploading" });
    await lab.expectOutcome({ tickets: 1, posts: 1, incoming: 1 });
    await tab.does("cancel");
    open();
    await expectEnd(lab, tab, { tickets: 1, posts: 1, discards: 1 });
  },
);

test("retrying after a lost answer: what is stored is removed", async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...post, fault: { type: "lose-answer" } }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "retrying" });
  await lab.expectOutcome({ tickets: 1, posts: 1, incoming: 1 });
  await tab.does("cancel");
  await expectEnd(lab, tab, { tickets: 1, posts: 1, discards: 1 });
});

test("retrying before any byte arrived: no byte is sent", async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  await lab.storage.refuse();
  await tab.pick(await takePhoto());
  await tab.see({ status: "retrying", code: "NETWORK" });
  await tab.does("cancel");
  await lab.storage.accept();
  await expectEnd(lab, tab, { tickets: 1, discards: 1 });
});

test("retrying while there is no ticket yet: none is asked for again", async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.api.setRules([{ ...calls.ticket, times: 1, fault: { type: "answer", status: 502 } }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "retrying", code: "SERVER_UNREACHABLE" });
  await tab.does("cancel");
  await expectEnd(lab, tab, { tickets: 1 });
});

test("paused: stays away when the others go on", async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...post, fault: { type: "black-hole" } }]);
  await tab.pick(await takePhoto());
  await expect.poll(() => lab.storage.count(post)).toBe(1);
  await tab.does("pause");
  await tab.see({ status: "paused" });
  await tab.does("cancel");
  await tab.does("resume");
  await expectEnd(lab, tab, { tickets: 1, posts: 1, discards: 1 });
});

test("verifying: goes on, because the server may have published it already", async ({
  createLab,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  const { until, open } = createGate();
  lab.api.setRules([{ ...calls.complete, fault: { type: "hold", until } }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "verifying" });
  await tab.does("cancel");
  expect(await tab.item()).toMatchObject({ status: "verifying" });
  open();
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
});

for (const [name, file, rules, end, outcome] of [
  [
    "published",
    null,
    [],
    { status: "published", code: null },
    { tickets: 1, posts: 1, completions: 1, images: 1 },
  ],
  [
    "rejected",
    { name: "mug.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") },
    [],
    { status: "rejected", code: "FILE_TYPE_NOT_ALLOWED" },
    {},
  ],
  [
    "failed",
    null,
    [{ ...post, fault: { type: "answer", status: 400 } }],
    { status: "failed", code: "STORAGE_REFUSED" },
    { tickets: 1, posts: 1 },
  ],
] as const) {
  test(`${name}: it has ended, and stays as it is`, async ({ createLab }) => {
    const lab = await createLab();
    const tab = await lab.openTab();
    lab.storage.setRules(rules);
    await tab.pick(file ?? (await takePhoto()));
    await tab.settle();
    await tab.does("cancel");
    await tab.advance(longMs);
    expect(await tab.item()).toMatchObject(end);
    await lab.expectOutcome(outcome);
  });
}

test("while the API is down: it is told when it is back, and what is stored is removed", async ({
  createLab,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...post, fault: { type: "lose-answer" } }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "retrying" });
  await lab.api.refuse();
  await tab.does("cancel");
  await tab.see({ status: "canceled" });
  await lab.api.accept();
  // As often as it takes: how many of its tries met a closed door is not ours to say.
  await expect
    .poll(async () => {
      await tab.advance(30_000);
      return lab.outcome();
    })
    .toMatchObject({ tickets: 1, posts: 1, completions: 0, images: 0, incoming: 0 });
  expect(await tab.item()).toMatchObject({ status: "canceled" });
});

test("canceled by mistake: the button sends it again", async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...post, times: 1, fault: { type: "stall", at: 0.5 } }]);
  await tab.pick(await takePhoto());
  await expect.poll(() => lab.storage.count(post)).toBe(1);
  await tab.does("cancel");
  await tab.see({ status: "canceled" });
  await tab.does("retry");
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null });
  await lab.expectOutcome({ tickets: 2, posts: 2, completions: 1, discards: 1, images: 1 });
});
