import { expect, test } from "vitest";
import { sniffImageType } from "./sniff-type.ts";

const latin1 = (text: string) => Buffer.from(text, "latin1");
const ftyp = (...brands: string[]) =>
  latin1(`\0\0\0${String.fromCharCode(12 + 4 * brands.length)}ftyp${brands[0]}\0\0\0\0`).toString(
    "latin1",
  ) + brands.slice(1).join("");

test.each([
  ["\xff\xd8\xff\xe0", "image/jpeg"],
  ["\x89PNG\r\n\x1a\n", "image/png"],
  ["RIFF\x1a\0\0\0WEBP", "image/webp"],
  ["GIF87a", "image/gif"],
  ["GIF89a", "image/gif"],
  ["BM\x46\0\0\0\0\0\0\0\x36", "image/bmp"],
  ["II*\0", "image/tiff"],
  ["MM\0*", "image/tiff"],
  ["II+\0", "image/tiff"],
  ["\xff\x0a", "image/jxl"],
  ["\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"],
  ["%PDF-1.7", "application/pdf"],
  ['<svg xmlns="http://www.w3.org/2000/svg">', "image/svg+xml"],
  ['\xef\xbb\xbf \n<?xml version="1.0"?><!-- a --><SVG >', "image/svg+xml"],
  ["<!DOCTYPE svg PUBLIC><svg:svg>", "image/svg+xml"],
])("%j begins a file of type %s", (head, type) => {
  expect(sniffImageType(latin1(head))).toBe(type);
});

test.each([
  "",
  "\xff",
  "\xff\xd8",
  "\x89PNG\r\n\x1a",
  "RIFF\x1a\0\0\0WAVE",
  "BMW is a maker of cars",
  "GIF90a",
  "<!doctype html><svg>",
  "<?xml version='1.0'?><html>",
  "a <svg>",
  "PK\x03\x04",
  "#!/bin/sh",
])("%j begins no file that has a name here", (head) => {
  expect(sniffImageType(latin1(head))).toBeNull();
});

test.each([
  [["avif", "mif1", "miaf"], "image/avif"],
  [["avis", "msf1"], "image/avif"],
  [["mif1", "heic", "avif"], "image/avif"],
  [["mif1", "avis"], "image/avif"],
  [["heic", "mif1"], "image/heic"],
  [["mif1", "heix"], "image/heic"],
  [["msf1", "hevc"], "image/heic"],
  [["mif1"], "image/heic"],
  [["isom", "mp42"], null],
])("brands %j mean %s", (brands, type) => {
  expect(sniffImageType(latin1(ftyp(...brands)))).toBe(type);
});

test("the minor version and what follows the ftyp box are no brands", () => {
  expect(sniffImageType(latin1("\0\0\0\x10ftypisomavif"))).toBeNull();
  expect(sniffImageType(latin1("\0\0\0\x10ftypisom\0\0\0\0avif"))).toBeNull();
});

test("an ftyp box may state its size in 64 bits, or leave it open", () => {
  expect(sniffImageType(latin1("\0\0\0\x01ftyp\0\0\0\0\0\0\0\x1cmif1\0\0\0\0avif"))).toBe(
    "image/avif",
  );
  expect(sniffImageType(latin1("\0\0\0\0ftypmif1\0\0\0\0avif"))).toBe("image/avif");
});

test("an ftyp box with thousands of brands is not read", () => {
  const brands = Array.from({ length: 5000 }, () => "avif").join("");
  expect(sniffImageType(latin1(`\0\0\0\0ftypavif\0\0\0\0${brands}`))).toBeNull();
});
