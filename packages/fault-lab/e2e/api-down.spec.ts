/** The API does not answer, at each of its calls. The photo is kept, and its bytes are sent once. */
import type { HttpAnswer } from "@picket/fault-lab";
import { takePhoto } from "../lab/photos.ts";
import { calls } from "../lab/start-lab.ts";
import { expect, test } from "../lab/test.ts";

const badGateway: HttpAnswer = { type: "answer", status: 502 };

test("down when the first file comes: given up after five tries; the button works", async ({
  createLab,
}) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  await lab.api.refuse();
  await tab.pick(await takePhoto());
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "failed", code: "SERVER_UNREACHABLE" });
  await lab.expectOutcome({});

  await lab.api.accept();
  await tab.does("retry");
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 1, images: 1 });
});

const steps = [
  ["ticket", { tickets: 2, posts: 1, completions: 1, images: 1 }],
  ["complete", { tickets: 1, posts: 1, completions: 2, images: 1 }],
] as const;

for (const [step, outcome] of steps) {
  test(`cut off at the ${step}: asked again`, { tag: "@core" }, async ({ createLab }) => {
    const lab = await createLab();
    const tab = await lab.openTab();
    lab.api.setRules([{ ...calls[step], times: 1, fault: { type: "cut", at: 0 } }]);
    await tab.pick(await takePhoto());
    await tab.see({ status: "retrying", code: "SERVER_UNREACHABLE" });
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
    await lab.expectOutcome(outcome);
  });

  test(
    `answer lost at the ${step}: asked again, one image`,
    { tag: "@core" },
    async ({ createLab }) => {
      const lab = await createLab();
      const tab = await lab.openTab();
      lab.api.setRules([{ ...calls[step], times: 1, fault: { type: "lose-answer" } }]);
      await tab.pick(await takePhoto());
      await tab.see({ status: "retrying", code: "SERVER_UNREACHABLE" });
      await tab.settle();
      expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
      await lab.expectOutcome(outcome);
    },
  );

  test(`busy at the ${step}: not before it says`, async ({ createLab }) => {
    const lab = await createLab();
    const tab = await lab.openTab();
    const headers = {
      "Retry-After": "7",
      "Content-Type": "application/json",
      "Access-Control-Expose-Headers": "Retry-After",
    };
    const fault: HttpAnswer = { type: "answer", status: 503, headers, body: busy };
    lab.api.setRules([{ ...calls[step], times: 1, fault }]);
    await tab.pick(await takePhoto());
    await tab.see({ status: "retrying", code: "SERVER_UNREACHABLE", delayMs: 7000 });
    await tab.advance(6999);
    expect(await tab.item()).toMatchObject({ status: "retrying" });
    await tab.advance(1);
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
    await lab.expectOutcome(outcome);
  });

  test(`down for good at the ${step}: given up after five tries; the button takes up where it was`, async ({
    createLab,
  }) => {
    const lab = await createLab();
    const tab = await lab.openTab();
    lab.api.setRules([{ ...calls[step], times: 5, fault: badGateway }]);
    await tab.pick(await takePhoto());
    await tab.settle();
    expect(await tab.item()).toMatchObject({
      status: "failed",
      code: "SERVER_UNREACHABLE",
      attempt: 5,
    });
    const sent = step === "ticket" ? { tickets: 5 } : { tickets: 1, posts: 1, incoming: 1 };
    await lab.expectOutcome({ ...sent, completions: step === "ticket" ? 0 : 5 });

    await tab.does("retry");
    await tab.settle();
    expect(await tab.item()).toMatchObject({ status: "published", code: null });
    const { tickets, completions } = outcome;
    await lab.expectOutcome({
      ...outcome,
      tickets: step === "ticket" ? 6 : tickets,
      completions: step === "complete" ? 6 : completions,
    });
  });
}

test("no answer at the completion: asked again after a minute", async ({ createLab }) => {
  const lab = await createLab();
  const tab = await lab.openTab();
  lab.api.setRules([{ ...calls.complete, times: 1, fault: { type: "black-hole" } }]);
  await tab.pick(await takePhoto());
  await tab.see({ status: "verifying" });
  await expect.poll(() => lab.api.count(calls.complete)).toBe(1);
  await tab.advance(59_000);
  expect(await tab.item()).toMatchObject({ status: "verifying" });
  await tab.advance(1000);
  await tab.settle();
  expect(await tab.item()).toMatchObject({ status: "published", code: null, attempt: 2 });
  await lab.expectOutcome({ tickets: 1, posts: 1, completions: 2, images: 1 });
});

/** What tRPC's server says when a procedure throws SERVICE_UNAVAILABLE. */
const busy = JSON.stringify({
  error: { message: "busy", code: -32603, data: { code: "SERVICE_UNAVAILABLE", httpStatus: 503 } },
});
