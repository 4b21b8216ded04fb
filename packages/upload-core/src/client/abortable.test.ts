import { expect, test } from "vitest";
import { createFakeClock } from "../../test/client/fake-clock.ts";
import { abortable, sleep } from "./abortable.ts";

test("a sleep ends when its time has come", async () => {
  const clock = createFakeClock();
  let isAwake = false;
  void sleep(clock, 500, new AbortController().signal).finally(() => (isAwake = true));
  await clock.advance(499);
  expect(isAwake).toBe(false);
  await clock.advance(1);
  expect(isAwake).toBe(true);
});

test("an aborted sleep leaves no timer behind", async () => {
  const clock = createFakeClock();
  const slept = sleep(clock, 500, AbortSignal.abort("enough"));
  expect(await slept.catch((error: unknown) => error)).toBe("enough");
  expect(clock.pendingMs()).toEqual([]);
});

test("a promise that nobody waits for any more may end as it likes", async () => {
  const controller = new AbortController();
  let fail = (_error: Error): void => {};
  const late = new Promise<never>((_resolve, reject) => (fail = reject));
  const outcome = abortable(late, controller.signal).catch((error: unknown) => error);
  controller.abort("enough");
  expect(await outcome).toBe("enough");
  fail(new Error("late"));
});
