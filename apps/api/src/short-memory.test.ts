import { beforeEach, describe, expect, test, vi } from "vitest";
import { createShortMemory } from "./short-memory.ts";

let now = 0;
const nowMs = (): number => now;

beforeEach(() => {
  now = 0;
});

describe("a short memory", () => {
  test("asks once for many that come at once, and again when its time is over", async () => {
    const load = vi.fn<() => Promise<string>>(async () => "ann");
    const memory = createShortMemory<string>({ lifeMs: 100, nowMs });
    expect(await Promise.all([memory.get("a", load), memory.get("a", load)])).toEqual([
      "ann",
      "ann",
    ]);
    now = 99;
    await memory.get("a", load);
    expect(load).toHaveBeenCalledTimes(1);
    now = 100;
    await memory.get("a", load);
    expect(load).toHaveBeenCalledTimes(2);
  });

  test("remembers neither that there is nothing nor that something failed", async () => {
    const memory = createShortMemory<string>({ nowMs });
    expect(await memory.get("a", async () => null)).toBeNull();
    await expect(memory.get("a", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
    expect(await memory.get("a", async () => "ann")).toBe("ann");
  });

  test("forgets at once, also what is being loaded", async () => {
    const memory = createShortMemory<string>({ nowMs });
    let answer = (_name: string): void => {};
    const loading = memory.get("a", () => new Promise((resolve) => (answer = resolve)));
    memory.forget("a");
    answer("ann");
    expect(await loading).toBe("ann");
    expect(await memory.get("a", async () => null)).toBeNull();
  });

  test("holds so many and lets the oldest go", async () => {
    const memory = createShortMemory<string>({ maxEntries: 2, nowMs });
    for (const key of ["a", "b", "c"]) await memory.get(key, async () => key);
    const load = vi.fn<() => Promise<string>>(async () => "again");
    expect([await memory.get("b", load), await memory.get("c", load)]).toEqual(["b", "c"]);
    expect(await memory.get("a", load)).toBe("again");
  });
});
