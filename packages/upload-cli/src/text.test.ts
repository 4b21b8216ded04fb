import stringWidth from "string-width";
import { expect, test } from "vitest";
import { countOf, fit, formatBytes, formatSeconds, printable } from "./text.ts";

test("a name cannot steer the terminal", () => {
  expect(printable("mug\u001B[2J\u001B]0;title\u0007.jpg")).toBe("mug.jpg");
  expect(printable("two\r\nlines\u0000")).toBe("two\uFFFD\uFFFDlines\uFFFD");
  expect(printable("gpj.\u202Emug")).toBe("gpj.\uFFFDmug");
  expect(printable("Tasse 日本 👩‍🎨.jpg")).toBe("Tasse 日本 👩‍🎨.jpg");
});

test("a short name is padded", () => {
  expect(fit("mug.jpg", 10)).toBe("mug.jpg   ");
});

test("a long name keeps both its ends", () => {
  expect(fit("a very long name of a photo 0001.jpg", 16)).toBe("a very l…001.jpg");
});

test.for(["a".repeat(50), "日本語".repeat(20), "👩‍🎨".repeat(30), "mixed 日本語 name ".repeat(4)])(
  "whatever script it is in, it takes the columns it is given: %s",
  (name) => {
    for (const columns of [1, 8, 9, 31, 200]) expect(stringWidth(fit(name, columns))).toBe(columns);
  },
);

test.for([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1 kB"],
  [1_572_864, "1.5 MB"],
] as const)("%i bytes are %s", ([bytes, text]) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.for([
  [0.2, "1 s"],
  [59, "59 s"],
  [90, "2 min"],
  [7200, "2 h"],
] as const)("%d seconds are %s", ([seconds, text]) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test("one file is no files", () => {
  expect([countOf(0, "file"), countOf(1, "file"), countOf(2, "file")]).toEqual([
    "0 files",
    "1 file",
    "2 files",
  ]);
});
