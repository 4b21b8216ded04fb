import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

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
