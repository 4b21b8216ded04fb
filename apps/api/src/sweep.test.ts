import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLogLevel } from "./log.ts";
import { startRepeating } from "./sweep.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

test("runs at once and then at its interval, but never twice at the same time", async () => {
  const runs: (() => void)[] = [];
  const stop = startRepeating(1000, () => new Promise<void>((resolve) => runs.push(resolve)));
  expect(runs).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2500);
  expect(runs).toHaveLength(1);
  runs[0]?.();
  await vi.advanceTimersByTimeAsync(500);
  expect(runs).toHaveLength(2);
  runs[1]?.();
  await stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs).toHaveLength(2);
});

test("a run that fails is not the last", async () => {
  setLogLevel("silent");
  const run = vi.fn<() => Promise<void>>().mockRejectedValue(new Error("the database is away"));
  const stop = startRepeating(1000, run);
  await vi.advanceTimersByTimeAsync(2000);
  expect(run).toHaveBeenCalledTimes(3);
  await stop();
});

test("is told to stop and waited for, however often one asks", async () => {
  let isOver = false;
  const stop = startRepeating(1000, async (signal) => {
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    isOver = true;
  });
  await Promise.all([stop(), stop()]);
  expect(isOver).toBe(true);
  await stop();
});
