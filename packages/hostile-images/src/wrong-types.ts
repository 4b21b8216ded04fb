/** Files of types that no route takes, under the name of one that it does. */
import { gzipSync } from "node:zlib";
import { rowsOf, type HostileImage, type Row } from "./hostile-image.ts";
import { markedScript, markWord } from "./mark-word.ts";
import { box } from "./parts/avif.ts";
import { gradient, imageTypes, photo } from "./pictures.ts";

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${markedScript}</svg>`;
const xxe = (url: string): string =>
  `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "${url}">]><svg>&x;</svg>`;
const svgOf = (body: string): string => `<svg xmlns="http://www.w3.org/2000/svg">${body}</svg>`;
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le");

/** Whoever opened one of them as what it is would ask for the link. */
const linksTo = (url: string): Record<string, string> => ({
  "svg-with-link": svgOf(`<image href="${url}/svg" width="9" height="9"/>`),
  "svg-with-stylesheet": `<?xml-stylesheet href="${url}/css" type="text/css"?>${svg}`,
  "svg-with-import": svgOf(`<style>@import "${url}/import";</style>`),
  "svg-with-link-entity": xxe(`${url}/entity`),
  "svg-with-dtd": `<!DOCTYPE svg SYSTEM "${url}/dtd">${svg}`,
  "magick-mvg": `push graphic-context\nimage over 0,0 0,0 '${url}/mvg'`,
  "magick-msl": `<?xml version="1.0"?><image><read filename="${url}/msl"/></image>`,
  html: `<!doctype html><img src="${url}/html">${markedScript}`,
});

const texts: Record<string, string | Buffer> = {
  svg,
  "svg-with-prolog": `<?xml version="1.0"?>\n${svg}`,
  "svg-with-bom": `\xef\xbb\xbf${svg}`,
  "svg-with-comment": `<!-- ${"x".repeat(300)} -->${svg}`,
  "svg-with-entity": xxe("file:///etc/passwd"),
  "svg-utf16": utf16(svg),
  svgz: gzipSync(svg),
  xml: `<?xml version="1.0"?><a>${markWord}</a>`,
  script: `alert("${markWord}")`,
  php: `<?php echo "${markWord}";`,
  pdf: `%PDF-1.7\n${markWord}`,
  postscript: `%!PS-Adobe-3.0\n(${markWord}) show`,
  "postscript-binary": `\xc5\xd0\xd3\xc6${"\0".repeat(26)}%!PS ${markWord}`,
  "magick-miff": `id=ImageMagick  class=DirectClass\ncolumns=9  rows=9\n${markWord}`,
  "magick-xpm": `/* XPM */ static char *x[] = {"1 1 1 1", "a c red", "a"}; /* ${markWord} */`,
  vips: `\xb6\xa6\xf2\x08${"\0".repeat(60)}${markWord}`,
  "vips-big-endian": `\x08\xf2\xa6\xb6${"\0".repeat(60)}${markWord}`,
  ppm: `P6\n2 2\n255\n${"x".repeat(12)}`,
  pfm: `PF\n1 1\n-1.0\n${"x".repeat(12)}`,
  radiance: `#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n${"x".repeat(4)}`,
  exr: `\x76\x2f\x31\x01\x02\0\0\0${markWord}`,
  fits: `SIMPLE  =                    T${" ".repeat(50)}`,
  bmp: `BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28${"\0".repeat(50)}`,
  ico: `\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0${"\0".repeat(50)}`,
  psd: `8BPS\0\x01${"\0".repeat(60)}`,
  "jpeg-xl": `\xff\x0a${"\0".repeat(60)}`,
  "jpeg-2000": `\0\0\0\x0cjP  \r\n\x87\n${"\0".repeat(60)}`,
  zip: `PK\x03\x04${markWord}`,
  elf: `\x7fELF${markWord}`,
  dicom: `${"\0".repeat(128)}DICM`,
  mp4: Buffer.concat([box("ftyp", "isom\0\0\0\0isommp42"), box("moov", markWord)]),
  zeros: Buffer.alloc(4096),
};

/** @param linkTo an address for some of them to ask for things at */
export function listWrongTypes(linkTo: string): HostileImage[] {
  const written = Object.entries({ ...linksTo(linkTo), ...texts }).map(
    ([name, text], index): Row => [
      name,
      // Each of the four in turn.
      imageTypes[index % imageTypes.length] ?? "image/jpeg",
      "FILE_TYPE_NOT_ALLOWED",
      async () => (typeof text === "string" ? Buffer.from(text, "latin1") : text),
    ],
  );
  const source = gradient(40, 30);
  return rowsOf("wrong-type", [
    ...written,
    ["gif", "image/png", "FILE_TYPE_NOT_ALLOWED", () => source.clone().gif().toBuffer()],
    ["tiff", "image/jpeg", "FILE_TYPE_NOT_ALLOWED", () => source.clone().tiff().toBuffer()],
    ["heic", "image/avif", "FILE_TYPE_NOT_ALLOWED", () => heic("heic")],
    ["heic-by-mif1", "image/avif", "FILE_TYPE_NOT_ALLOWED", () => heic("mif1")],
    // Its box says AVIF, its codec is another: only the decoder can tell.
    ["hevc-in-avif", "image/avif", "IMAGE_UNREADABLE", hevcInAvif],
  ]);
}

async function heic(brand: string): Promise<Buffer> {
  return rename(await photo("image/avif"), ["avif", brand], ["av01", "hvc1"], ["av1C", "hvcC"]);
}

async function hevcInAvif(): Promise<Buffer> {
  return rename(await photo("image/avif"), ["av01", "hvc1"], ["av1C", "hvcC"]);
}

function rename(file: Buffer, ...names: (readonly [from: string, to: string])[]): Buffer {
  const text = names.reduce((all, [from, to]) => all.replaceAll(from, to), file.toString("latin1"));
  return Buffer.from(text, "latin1");
}
