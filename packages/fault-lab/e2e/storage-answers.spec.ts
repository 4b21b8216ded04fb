/** What storage answers, and what becomes of the upload. */
import type { HttpAnswer } from "@picket/fault-lab";
import { takePhoto } from "../lab/photos.ts";
import { expect, test } from "../lab/test.ts";

const post = { method: "POST" } as const;

const slowDown: HttpAnswer = { type: "answer", status: 503, code: "SlowDown" };
const internalError: HttpAnswer = { type: "answer", status: 500, code: "InternalError" };
const accessDenied: HttpAnswer = { type: "answer", status: 403, code: "AccessDenied" };

test("503: sent again with the same ticket", async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...post, times: 1, fault: slowDown }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "retrying", code: "STORAGE_UNAVAILABLE", delayMs: 0 });
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
  await lab.expectOutcome({ tickets: 1, posts: 2, completions: 1, images: 1 });
});

test("503 with Retry-After: not before that", { tag: "@core" }, async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  const headers = { "Retry-After": "7" };
  lab.storage.setRules([{ ...post, times: 1, fault: { ...slowDown, headers } }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "retrying", code: "STORAGE_UNAVAILABLE", delayMs: 7000 });
  await tab.advance(6999);
  expect(await tab.item()).toMatchObject({ status: "retrying" });
  await tab.advance(1);
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
  await lab.expectOutcome({ tickets: 1, posts: 2, completions: 1, images: 1 });
});

test("503 that asks for so long that the ticket grows old: a new ticket first", async ({
  createLab,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  const headers = { "Retry-After": "250" };
  lab.storage.setRules([{ ...post, times: 1, fault: { ...slowDown, headers } }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "retrying", delayMs: 250_000 });
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
  await lab.expectOutcome({ tickets: 2, posts: 2, completions: 1, images: 1 });
});

test("500: something may have been stored, so the server is asked before it is sent again", async ({
  createLab,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...post, times: 1, fault: internalError }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "retrying", code: "STORAGE_UNAVAILABLE" });
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
  await lab.expectOutcome({ tickets: 1, posts: 2, completions: 2, images: 1 });
});

for (const [answer, completions] of [
  [slowDown, 0],
  [internalError, 4],
] as const) {
  test(`${answer.status} for good: given up after five tries; the button works when it is over`, async ({
    createLab,
  }) => {
    const lab = await createLab();
    const tab = await lab.openTab();
    lab.storage.setRules([{ ...post, times: 5, fault: answer }]);
    await tab.pick(await takePhoto());
    await tab.settle();
    expect(await tab.item()).toMatchObject({
      status: "failed",
      code: "STORAGE_UNAVAILABLE",
      attempt: 5,
    });
    await lab.expectOutcome({ tickets: 1, posts: 5, completions });
    await tab.does("retry");
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null });
    const asked = answer.status === 500 ? 2 : 1;
    await lab.expectOutcome({ tickets: 1, posts: 6, completions: completions + asked, images: 1 });
  });
}

test("503 of something that knows no CORS: unreadable, so it counts as the network's", async ({
  createLab,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...post, times: 1, fault: { ...slowDown, cors: false } }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "retrying", code: "NETWORK" });
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
  await lab.expectOutcome({ tickets: 1, posts: 2, completions: 2, images: 1 });
});

test("403 once: one new ticket by itself", { tag: "@core" }, async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...post, times: 1, fault: accessDenied }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "retrying", code: "TICKET_EXPIRED" });
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
  await lab.expectOutcome({ tickets: 2, posts: 2, completions: 1, images: 1 });
});

test("403 again with the new ticket: refused, and no third", async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.storage.setRules([{ ...post, fault: accessDenied }]);
  await tab.pick(await takePhoto());
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "failed", code: "STORAGE_REFUSED", attempt: 2 });
  await lab.expectOutcome({ tickets: 2, posts: 2 });
});

test("400 of the policy: refused without another try", async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  const fault: HttpAnswer = { type: "answer", status: 400, code: "InvalidPolicyDocument" };
  lab.storage.setRules([{ ...post, fault }]);
  await tab.pick(await takePhoto());
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "failed", code: "STORAGE_REFUSED", attempt: 1 });
  await lab.expectOutcome({ tickets: 1, posts: 1 });
});

test(
  "400 because a byte was changed on the way: storage refuses other bytes than described",
  { tag: "@core" },
  async ({ createLab }) => {
    const lab = await createLab();
    const tab = await lab.openTab();
    lab.storage.setRules([{ ...post, fault: { type: "corrupt", at: 0.5 } }]);
    await tab.pick(await takePhoto());
    await tab.settle();
    expect(await tab.item()).toMatchObject({
      status: "rejected",
      code: "OBJECT_MISMATCH",
      attempt: 1,
    });
    expect(lab.storage.requests().at(-1)).toMatchObject({ method: "POST", status: 400 });
    await lab.expectOutcome({ tickets: 1, posts: 1 });
  },
);

test(
  "a bucket without CORS rules: no byte is sent, and it looks like no network",
  { tag: "@core" },
  async ({ createLab }) => {
    const lab = await createLab({ hasCors: false });
    const tab = await lab.openTab();
    await tab.pick(await takePhoto());
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "failed", code: "NETWORK", attempt: 5 });
    await lab.expectOutcome({ tickets: 1, posts: 0, completions: 4 });
  },
);

test("an answer without CORS headers: stored all the same, so the server finds it", async ({
  createLab,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  await tab.pick(await takePhoto("first.png"));
  await tab.settle();
  // The preflight's answer of before is still good.
  lab.storage.setRules([{ ...post, fault: { type: "no-cors" } }]);
  await tab.pick(await takePhoto("second.png"));
  await tab.settle();
  expect((await tab.list()).items).toMatchObject([
    { status: "published", code: null, attempt: 1 },
    { status: "published", code: null, attempt: 2 },
  ]);
  await lab.expectOutcome({ tickets: 2, posts: 2, completions: 2, images: 2 });
});
