import { expect, test } from "vitest";
import { findAccountProblem } from "./account-text.ts";

test.each([
  [{ name: "Ann", email: "ann@shop.example", password: "\u202E anything" }],
  [{ name: "März, Søren & 田中" }],
  [{ image: "https://images.example/ann.png" }],
  [{ image: null }],
  [{ token: "x".repeat(5000) }],
  [null],
  ["text"],
])("%j is taken", (body) => {
  expect(findAccountProblem(body)).toBeNull();
});

test.each([
  ["name", { name: "\u202Enna" }],
  ["name", { name: "Ann\nAdmin" }],
  ["name", { name: "x".repeat(81) }],
  ["name", { name: " " }],
  ["name", { name: 1 }],
  ["email", { email: `${"a".repeat(250)}@b.example` }],
  ["image", { image: "javascript:alert(1)" }],
  ["image", { image: `https://images.example/${"a".repeat(2000)}` }],
])("of %s, %j is refused", (field, body) => {
  expect(findAccountProblem(body)).toBe(`This ${field} cannot be taken.`);
});

test("no body is nested too deep to be looked at", () => {
  const body: unknown = JSON.parse(`${"[".repeat(20_000)}"\\u0000"${"]".repeat(20_000)}`);
  expect(findAccountProblem(body)).toBe("Text must not contain NUL.");
});

test("NUL is refused wherever it is", () => {
  expect(findAccountProblem({ deep: [{ "a\0": 1 }] })).toBe("Text must not contain NUL.");
});
