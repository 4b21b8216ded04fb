import { createMemoryStore } from "@picket/upload-server/testing";
import { expect, test } from "vitest";
import { withCut } from "./with-cut.ts";

const unavailable = { code: "STORAGE_UNAVAILABLE" };

function never(): Promise<never> {
  return new Promise(() => {});
}

test("a store works as before until it is cut", async () => {
  const { store } = withCut(createMemoryStore());
  await store.put("a/1", {
    bytes: new Uint8Array([1]),
    type: "image/png",
    cacheControl: "",
    disposition: "",
  });
  expect(await store.read("a/1", 1)).toEqual(new Uint8Array([1]));
  const keys: string[] = [];
  for await (const { key } of store.list("a/")) keys.push(key);
  expect(keys).toEqual(["a/1"]);
  await store.remove(["a/1"]);
  expect(await store.read("a/1", 1)).toBeNull();
});

test("a cut ends what hangs, and whatever comes later", async () => {
  const { store, cut } = withCut({
    ...createMemoryStore(),
    read: never,
    list: () => ({ [Symbol.asyncIterator]: () => ({ next: never }) }),
  });
  const listed = async (): Promise<void> => {
    for await (const _ of store.list("a/"));
  };
  const hanging = [store.read("a", 1), listed()].map((call) =>
    expect(call).rejects.toMatchObject(unavailable),
  );
  cut();
  await Promise.all(hanging);
  await expect(store.remove(["a"])).rejects.toMatchObject(unavailable);
  await expect(listed()).rejects.toMatchObject(unavailable);
});

test("many calls at once are no leak", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on("warning", note);
  const { store, cut } = withCut({ ...createMemoryStore(), read: never });
  const reads = Array.from({ length: 20 }, () => store.read("a", 1));
  cut();
  await Promise.allSettled(reads);
  // Node tells in a turn of its own.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", note);
  expect(warnings).toEqual([]);
});
