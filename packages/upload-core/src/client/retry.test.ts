import { expect, onTestFinished, test, vi } from "vitest";
import { createFakeClock, turn } from "../../test/client/fake-clock.ts";
import { errorTable, type UploadErrorCode } from "../error-table.ts";
import { uploadError, UploadError, type Refusal } from "../upload-error.ts";
import { readRetryAfter, retryDelayMs, withRetry } from "./retry.ts";

const almostOne = () => 1;
const network = uploadError("NETWORK");

test("the bound of the delay grows fourfold from half a second to at most 30", () => {
  expect([1, 2, 3, 4, 5, 6, 99].map((tries) => retryDelayMs(network, tries, almostOne))).toEqual([
    500, 2000, 8000, 30_000, 30_000, 30_000, 30_000,
  ]);
  expect(retryDelayMs(network, 3, () => 0.25)).toBe(2000);
});

test("no code whose row says never is tried again", () => {
  for (const code of Object.keys(errorTable) as UploadErrorCode[]) {
    const refusal = { code, details: { retryAfterMs: 0 } } as unknown as Refusal;
    const delayMs = retryDelayMs(new UploadError(refusal), 1, almostOne);
    expect(delayMs === null).toBe(errorTable[code].retry === "never");
  }
});

test("a limited rate is waited for, and then a little more", () => {
  const limited = new UploadError({ code: "RATE_LIMITED", details: { retryAfterMs: 7000 } });
  expect(retryDelayMs(limited, 1, () => 0.5)).toBe(7250);
});

test("who is to be left alone for longer than five minutes is not tried again, and less than nothing is nothing", () => {
  const limited = (retryAfterMs: number) =>
    retryDelayMs(
      new UploadError({ code: "RATE_LIMITED", details: { retryAfterMs } }),
      1,
      almostOne,
    );
  expect(limited(300_000)).toBe(300_500);
  expect(limited(300_001)).toBeNull();
  expect(limited(-5000)).toBe(500);
});

test("a step that fails four times and then succeeds takes five tries", async () => {
  const clock = createFakeClock();
  const told: Array<number | null> = [];
  let tries = 0;
  let isDone = false;
  const { signal } = new AbortController();
  const run = withRetry(
    async () => {
      tries += 1;
      if (tries < 5) throw network;
      return "done";
    },
    { clock, random: almostOne, signal },
    (_error, delayMs) => told.push(delayMs),
  ).finally(() => (isDone = true));
  await clock.runUntil(() => isDone);
  expect([await run, tries, told, clock.now()]).toEqual([
    "done",
    5,
    [500, 2000, 8000, 30_000],
    40_500,
  ]);
});

test("an abort ends the wait at once, with its own reason", async () => {
  const clock = createFakeClock();
  const controller = new AbortController();
  const run = withRetry(() => Promise.reject(network), {
    clock,
    random: almostOne,
    signal: controller.signal,
  });
  await turn();
  controller.abort(new Error("enough"));
  await expect(run).rejects.toThrow("enough");
  expect(clock.pendingMs()).toEqual([]);
});

test("what nobody foresaw becomes INTERNAL, with its cause", async () => {
  const clock = createFakeClock();
  const cause = new TypeError("oops");
  let caught: unknown;
  void withRetry(() => Promise.reject(cause), {
    clock,
    random: almostOne,
    signal: new AbortController().signal,
  }).catch((error: unknown) => {
    caught = error;
  });
  await clock.runUntil(() => caught !== undefined);
  expect(caught).toMatchObject({ code: "INTERNAL", cause });
});

test("five tries are enough, or as many as were asked for", async () => {
  for (const [maxTries, expected] of [
    [undefined, 5],
    [2, 2],
    [9, 9],
  ] as const) {
    const clock = createFakeClock();
    let tries = 0;
    let isDone = false;
    const { signal } = new AbortController();
    const failing = async (): Promise<never> => {
      tries += 1;
      throw network;
    };
    const run = withRetry(failing, {
      clock,
      random: almostOne,
      signal,
      maxTries,
    }).finally(() => (isDone = true));
    const outcome = run.catch((error: unknown) => error);
    await clock.runUntil(() => isDone);
    expect([await outcome, tries]).toEqual([network, expected]);
  }
});

test.each([
  ["7", 7000],
  ["0.5", 500],
  ["Wed, 21 Oct 2026 07:28:09 GMT", 9000],
  ["Wed, 21 Oct 2026 07:27:00 GMT", 0],
  ["-5", 0],
  ["0", 0],
  ["1e9", 1e12],
  ["soon", 0],
  ["", 0],
  [null, 0],
])("a Retry-After of %j is %i ms", (header, expected) => {
  vi.useFakeTimers({ now: Date.parse("Wed, 21 Oct 2026 07:28:00 GMT"), toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  expect(readRetryAfter(header)).toBe(expected);
});
