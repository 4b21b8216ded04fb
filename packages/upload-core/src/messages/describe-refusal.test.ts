import { expect, test } from "vitest";
import { codes, samplesOf } from "../../test/sample-refusals.ts";
import type { Refusal } from "../upload-error.ts";
import { describeRefusal } from "./describe-refusal.ts";
import { english } from "./english.ts";
import { german } from "./german.ts";

const languages = { english, german };
const refusals = codes.flatMap(samplesOf);

test.each(Object.entries(languages))("%s has a text of its own for every code", (_, messages) => {
  expect(Object.keys(messages)).toEqual(codes);
});

test.each(
  Object.entries(languages).flatMap(([name, messages]) =>
    refusals.map((refusal) => ({ name, messages, refusal, details: refusal.details })),
  ),
)("$name says what $refusal.code with $details means and what to do", ({ messages, refusal }) => {
  const text = describeRefusal(refusal, messages);
  // Two statements: what happened, and what the person can do.
  expect(text).toMatch(/^\p{Lu}.{10,}[.;] \p{Lu}?.{4,}\.$/u);
  expect(text).not.toMatch(/undefined|null|NaN|Infinity|\[object|[_{}$]|  |\.\.|["']\p{Lu}/u);
  // No limit reads as nothing, and nothing reads in a raw form.
  expect(text).not.toMatch(/(?<![\d.,])0 |\d{5}/);
});

test("the languages tell the details, each in its own way of writing numbers", () => {
  const tooLarge = {
    code: "FILE_TOO_LARGE",
    details: { sizeBytes: 15_728_641, maxSizeBytes: 15_728_640 },
  } as const;
  const tooWide = {
    code: "IMAGE_DIMENSIONS",
    details: { width: 13_000, height: 10, limit: "side", max: 12_000 },
  } as const;
  expect(describeRefusal(tooLarge)).toContain("15.1 MB; the limit is 15 MB.");
  expect(describeRefusal(tooLarge, german)).toContain(
    "15,1 MB groß, erlaubt sind höchstens 15 MB.",
  );
  expect(describeRefusal(tooWide)).toContain("13,000 × 10 pixels");
  expect(describeRefusal(tooWide, german)).toContain("13.000 × 10 Pixel");
});

test("an iPhone owner is told what to do with HEIC", () => {
  const refusal: Refusal = {
    code: "FILE_TYPE_NOT_ALLOWED",
    details: { actualType: "image/heic", allowedTypes: ["image/jpeg"] },
  };
  expect(describeRefusal(refusal)).toContain("Settings › Camera › Formats › Most Compatible");
  expect(describeRefusal(refusal, german)).toContain(
    "„Einstellungen › Kamera › Formate“ die Option „Maximale Kompatibilität“",
  );
});

test("a wrong type is named together with what is wanted", () => {
  const text = (allowedTypes: string[], messages = english) =>
    describeRefusal(
      { code: "FILE_TYPE_NOT_ALLOWED", details: { actualType: "image/gif", allowedTypes } },
      messages,
    );
  const three = ["image/jpeg", "image/png", "image/webp"];
  expect(text(three)).toBe("This is a GIF. Please choose a JPEG, a PNG or a WebP.");
  expect(text(["image/avif"])).toBe("This is a GIF. Please choose an AVIF.");
  expect(text(three, german)).toBe(
    "Das ist eine GIF-Datei. Bitte wählen Sie ein Bild im Format JPEG, PNG oder WebP.",
  );
});

test("one is one, and many are many", () => {
  const one = { code: "TOO_MANY_FILES", details: { maxFiles: 1 } } as const;
  const second = { code: "RATE_LIMITED", details: { retryAfterMs: 900 } } as const;
  const minutes = { code: "RATE_LIMITED", details: { retryAfterMs: 121_000 } } as const;
  expect(describeRefusal(one)).toContain("Only 1 photo at a time.");
  expect(describeRefusal(one, german)).toContain("Es ist nur ein Foto auf einmal möglich.");
  expect(describeRefusal(second)).toContain("in 1 second.");
  expect(describeRefusal(second, german)).toContain("in 1 Sekunde noch einmal.");
  expect(describeRefusal(minutes)).toContain("in 3 minutes.");
  expect(describeRefusal(minutes, german)).toContain("in 3 Minuten noch einmal.");
});

test("any text can be replaced, in any language; English stands in for the rest", () => {
  const empty = { code: "FILE_EMPTY", details: {} } as const;
  const duplicate = { code: "DUPLICATE_FILE", details: {} } as const;
  const ours = { FILE_EMPTY: () => "Da ist nichts drin." };
  expect(describeRefusal(empty, ours)).toBe("Da ist nichts drin.");
  expect(describeRefusal(duplicate, ours)).toContain("already in the list");
  expect(describeRefusal(duplicate, { ...german, ...ours })).toContain("schon in der Liste");
});
