import { uploadError } from "@picket/upload-core";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "./testing/memory-store.ts";
import { withBreaker } from "./with-breaker.ts";

type Trouble = "STORAGE_UNAVAILABLE" | "STORAGE_REFUSED" | null;

function createBrokenStore() {
  const state = { trouble: null as Trouble, calls: 0, nowMs: 0 };
  const memory = createMemoryStore();
  const strike = (): void => {
    state.calls += 1;
    if (state.trouble) throw uploadError(state.trouble);
  };
  const store = withBreaker(
    {
      ...memory,
      readClaim: async (key) => {
        strike();
        return memory.readClaim(key);
      },
      list: async function* (prefix) {
        strike();
        yield* memory.list(prefix);
      },
    },
    { failures: 5, pauseMs: 10_000, clock: () => new Date(state.nowMs) },
  );
  const failTimes = async (times: number): Promise<void> => {
    for (let call = 0; call < times; call += 1) await store.readClaim("a").catch(() => {});
  };
  return { state, store, failTimes };
}

const listAll = async (entries: AsyncIterable<unknown>): Promise<unknown[]> => {
  const all: unknown[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
};

describe("a breaker", () => {
  test("opens after five failures in a row, and says when to come back without asking the store", async () => {
    const { state, store, failTimes } = createBrokenStore();
    state.trouble = "STORAGE_UNAVAILABLE";
    await failTimes(4);
    await expect(store.readClaim("a")).rejects.toMatchObject({ refusal: { details: {} } });
    expect(state.calls).toBe(5);
    state.nowMs = 4000;
    const open = { refusal: { code: "STORAGE_UNAVAILABLE", details: { retryAfterMs: 6000 } } };
    await expect(store.readClaim("a")).rejects.toMatchObject(open);
    await expect(listAll(store.list("a"))).rejects.toMatchObject(open);
    await expect(
      store.put("a", { bytes: new Uint8Array(), type: "", cacheControl: "", disposition: "" }),
    ).rejects.toMatchObject(open);
    await expect(store.remove(["a"])).rejects.toMatchObject(open);
    await expect(store.read("a", 1)).rejects.toMatchObject(open);
    expect(state.calls).toBe(5);
  });

  test("lets a single call try when the pause is over, and closes when that succeeds", async () => {
    const { state, store, failTimes } = createBrokenStore();
    state.trouble = "STORAGE_UNAVAILABLE";
    await failTimes(5);
    state.nowMs = 10_000;
    state.trouble = null;
    const results = await Promise.allSettled([
      store.readClaim("a"),
      store.readClaim("a"),
      store.readClaim("a"),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(state.calls).toBe(6);
    expect(await store.readClaim("a")).toBeNull();
  });

  test("stays open for another pause when the one that tried fails", async () => {
    const { state, store, failTimes } = createBrokenStore();
    state.trouble = "STORAGE_UNAVAILABLE";
    await failTimes(5);
    state.nowMs = 25_000;
    await failTimes(3);
    expect(state.calls).toBe(6);
    state.nowMs = 34_999;
    await failTimes(1);
    expect(state.calls).toBe(6);
    state.nowMs = 35_000;
    state.trouble = null;
    expect(await store.readClaim("a")).toBeNull();
  });

  test("counts failures in a row only", async () => {
    const { state, store, failTimes } = createBrokenStore();
    for (let round = 0; round < 4; round += 1) {
      state.trouble = "STORAGE_UNAVAILABLE";
      await failTimes(4);
      state.trouble = null;
      await listAll(store.list("a"));
    }
    expect(state.calls).toBe(20);
  });

  test("takes a refusal for the answer that it is", async () => {
    const { state, store, failTimes } = createBrokenStore();
    state.trouble = "STORAGE_REFUSED";
    await failTimes(20);
    await expect(store.readClaim("a")).rejects.toMatchObject({ code: "STORAGE_REFUSED" });
    expect(state.calls).toBe(21);
  });

  test("counts what goes wrong in a list, too", async () => {
    const { state, store } = createBrokenStore();
    state.trouble = "STORAGE_UNAVAILABLE";
    for (let call = 0; call < 7; call += 1) await listAll(store.list("a")).catch(() => {});
    expect(state.calls).toBe(5);
  });

  test("does not keep anybody from signing", async () => {
    const { state, store, failTimes } = createBrokenStore();
    state.trouble = "STORAGE_UNAVAILABLE";
    await failTimes(5);
    const get = { key: "a", type: "b", disposition: "inline", cacheControl: "no-store" };
    expect(await store.signGet({ ...get, expiresInSeconds: 1 })).toContain("memory:");
  });
});
