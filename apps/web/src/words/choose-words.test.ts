import { expect, test } from "vitest";
import { chooseWords } from "./choose-words.ts";
import { german } from "./german.ts";

test("the page speaks the first of the person's languages that it has", () => {
  const langs = [["de-AT", "en"], ["en-US", "de"], ["fr", "nl", "de"], ["DE"], ["den"], ["fr"], []];
  expect(langs.map((languages) => chooseWords(languages).lang)).toEqual([
    "de",
    "en",
    "de",
    "de",
    "en",
    "en",
    "en",
  ]);
});

test("German counts one and many as German does", () => {
  const { notices, products, header, list } = german;
  expect([1, 2].map(notices.lost)).toEqual([
    "Die Seite wurde neu geladen, bevor 1 Foto angekommen war.",
    "Die Seite wurde neu geladen, bevor 2 Fotos angekommen waren.",
  ]);
  expect([0, 1, 2].map(products.photoCount)).toEqual(["Noch keine Fotos", "1 Foto", "2 Fotos"]);
  expect([1, 2].map(list.counts.waiting)).toEqual(["1 wartet", "2 warten"]);
  expect(header.activityOf("Krug", header.uploading(2))).toBe("2 unterwegs: Krug");
});
