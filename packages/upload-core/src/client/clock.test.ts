import { afterEach, expect, test, vi } from "vitest";
import { createFakeClock } from "../../test/client/fake-clock.ts";
import { abortable, systemClock, sleep } from "./clock.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("time that passed while the computer slept counts, and a wall clock set back does not", () => {
  const now = Date.now();
  const monotonic = vi.spyOn(performance, "now");
  const wall = vi.spyOn(Date, "now");
  const at = (monotonicMs: number, wallMs: number): number => {
    monotonic.mockReturnValue(now - performance.timeOrigin + monotonicMs);
    wall.mockReturnValue(now + wallMs);
    return systemClock.now();
  };
  const start = at(10_000, 10_000);
  expect(at(10_010, -600_000) - start).toBe(10);
  expect(at(10_010, 310_000) - start).toBe(300_000);
  expect(at(10_030, -600_000) - start).toBe(300_000);
});

test("the system's timers run, and not when they were stopped", async () => {
  const ran: string[] = [];
  const stop = systemClock.after(0, () => ran.push("stopped"));
  stop();
  await new Promise<void>((resolve) => {
    systemClock.after(1, resolve);
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
