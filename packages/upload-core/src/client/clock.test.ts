import { afterEach, expect, test, vi } from "vitest";
import { createFakeClock } from "../../test/client/fake-clock.ts";
import { abortable, createSystemClock, sleep } from "./clock.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("time that passed while the computer slept counts, and a wall clock set back does not", () => {
  const monotonic = vi.spyOn(performance, "now").mockReturnValue(1000);
  const wall = vi.spyOn(Date, "now").mockReturnValue(500_000);
  const clock = createSystemClock();
  const start = clock.now();
  monotonic.mockReturnValue(1010);
  wall.mockReturnValue(800_000);
  expect(clock.now() - start).toBe(300_000);
  monotonic.mockReturnValue(1030);
  wall.mockReturnValue(100_000);
  expect(clock.now() - start).toBe(300_020);
});

test("the system's timers run, and not when they were stopped", async () => {
  const clock = createSystemClock();
  const ran: string[] = [];
  const stop = clock.after(0, () => ran.push("stopped"));
  stop();
  await new Promise<void>((resolve) => {
    clock.after(1, resolve);
  });
  expect(ran).toEqual([]);
});

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
