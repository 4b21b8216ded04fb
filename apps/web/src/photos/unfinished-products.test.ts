import { afterEach, expect, test, vi } from "vitest";
import { findUnfinishedProducts, rememberProduct } from "./unfinished-products.ts";

/** As a browser's: its keys are its own properties. */
function createStorage(): object {
  return Object.create({
    setItem(this: Record<string, string>, key: string, text: string) {
      this[key] = text;
    },
    removeItem(this: Record<string, string>, key: string) {
      delete this[key];
    },
  }) as object;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a product is known for as long as something of it is unfinished", () => {
  vi.stubGlobal("sessionStorage", Object.assign(createStorage(), { "picket:product-mug": "[]" }));
  rememberProduct("mug", true);
  rememberProduct("bowl", true);
  rememberProduct("bowl", true);
  expect(findUnfinishedProducts()).toEqual(["mug", "bowl"]);
  rememberProduct("mug", false);
  expect(findUnfinishedProducts()).toEqual(["bowl"]);
});

test("where the browser blocks the storage nothing is remembered, and nothing breaks", () => {
  vi.stubGlobal("sessionStorage", undefined);
  rememberProduct("mug", true);
  expect(findUnfinishedProducts()).toEqual([]);
});
