import { expect, test } from "vitest";
import { readText, readUint, readUintLe } from "./bytes.ts";

const bytes = Uint8Array.of(0x01, 0x02, 0xff, 0x41);

test("unsigned integers are read in both byte orders, above 2^31 too", () => {
  expect(readUint(bytes, 0, 2)).toBe(0x0102);
  expect(readUintLe(bytes, 0, 2)).toBe(0x0201);
  expect(readUint(Uint8Array.of(255, 255, 255, 255), 0, 4)).toBe(2 ** 32 - 1);
  expect(readUintLe(Uint8Array.of(255, 255, 255, 255), 0, 4)).toBe(2 ** 32 - 1);
});

test.each([1, 3, 4, -1, 2 ** 40, 0.5, NaN, Infinity])(
  "four bytes at %s are not there, so they are not a number",
  (at) => {
    expect(readUint(bytes, at, 4)).toBeNaN();
    expect(readUintLe(bytes, at, 4)).toBeNaN();
  },
);

test("text ends where the bytes end", () => {
  expect(readText(bytes, 2, 4)).toBe("\xffA");
  expect(readText(bytes, 9, 4)).toBe("");
});
