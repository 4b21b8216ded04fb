/** Good pictures that are something else as well. What is published must hold nothing of it. */
import { deflateSync } from "node:zlib";
import { rowsOf, type HostileImage, type Row } from "./hostile-image.ts";
import { markedScript, markWord } from "./mark-word.ts";
import { box } from "./parts/avif.ts";
import { com, insertJpegSegments, jpegSegment } from "./parts/jpeg.ts";
import { insertPngChunks, pngChunk } from "./parts/png.ts";
import { appendWebpChunk, webpChunk } from "./parts/webp.ts";
import { imageTypes, photo } from "./pictures.ts";

/** Behind the picture, where decoders do not look and unpackers begin. */
const tails = {
  zip: `PK\x03\x04\x14\0\0\0\0\0${markWord}.class`,
  html: `\n<html>${markedScript}</html>`,
  php: `<?php system("${markWord}"); __HALT_COMPILER(); ?>`,
  svg: `<svg xmlns="http://www.w3.org/2000/svg">${markedScript}</svg>`,
  pdf: `\n%PDF-1.7\n1 0 obj<</JS(${markWord})>>endobj\n%%EOF`,
  elf: `\x7fELF\x02\x01\x01${markWord}`,
};

/** Inside, in the one place of each format that may hold any text. */
const insides = {
  html: markedScript,
  php: `<?php echo "${markWord}"; ?>`,
  phar: `<?php __HALT_COMPILER(); ?>\r\n${markWord}`,
  pdf: `%PDF-1.4\n${markWord}\n%%EOF`,
  sql: `'); DROP TABLE images; -- ${markWord}`,
};

const hide = {
  "image/jpeg": (file: Buffer, text: string) => insertJpegSegments(file, jpegSegment(com, text)),
  "image/png": (file: Buffer, text: string) =>
    insertPngChunks(file, pngChunk("tEXt", `Comment\0${text}`)),
  "image/webp": (file: Buffer, text: string) => appendWebpChunk(file, webpChunk("JUNK", text)),
  "image/avif": (file: Buffer, text: string) => Buffer.concat([file, box("free", text)]),
};

export function listPolyglots(): HostileImage[] {
  const tailed = imageTypes.flatMap((type) =>
    Object.entries(tails).map(([what, tail]): Row => [
      `${type.slice(6)}-${what}-behind`,
      type,
      "published",
      async () => Buffer.concat([await photo(type), Buffer.from(tail, "latin1")]),
    ]),
  );
  const stuffed = imageTypes.flatMap((type) =>
    Object.entries(insides).map(([what, text]): Row => [
      `${type.slice(6)}-${what}-inside`,
      type,
      "published",
      async () => hide[type](await photo(type), text),
    ]),
  );
  return rowsOf("polyglot", [
    // An AVIF may only be followed by boxes, and these are none: both readings are right.
    ...tailed.map((row): Row => (row[1] === "image/avif" ? [row[0], row[1], either, row[3]] : row)),
    ...stuffed,
    ["jpeg-javascript-in-app0", "image/jpeg", "published", jpegThatIsJavaScript],
    ["png-packed-html", "image/png", "published", pngWithPackedText],
    ["png-html-after-end", "image/png", "published", pngWithChunkAfterEnd],
    ["webp-html-outside-riff", "image/webp", "published", webpWithBytesOutside],
    ["avif-html-in-mdat", "image/avif", "published", avifWithSecondData],
  ]);
}

const either = ["published", "IMAGE_UNREADABLE"] as const;

/** The length of APP0 reads as the beginning of a comment, so that the file is a script up to its pixels. */
async function jpegThatIsJavaScript(): Promise<Buffer> {
  const jpeg = await photo("image/jpeg");
  const lengthThatOpensComment = 0x2f2a;
  const body = Buffer.alloc(lengthThatOpensComment - 2);
  body.write("JFIF\0\x01\x01", 0, "latin1");
  body.write(`*/=alert("${markWord}");/*`, body.length - 64, "latin1");
  return insertJpegSegments(jpeg, jpegSegment(0xe0, body));
}

async function pngWithPackedText(): Promise<Buffer> {
  const packed = deflateSync(markedScript);
  const keyword = Buffer.from("Comment\0\0");
  const international = Buffer.from("Comment\0\x01\0\0\0");
  return insertPngChunks(
    await photo("image/png"),
    pngChunk("zTXt", Buffer.concat([keyword, packed])),
    pngChunk("iTXt", Buffer.concat([international, packed])),
    pngChunk("iTXt", `Comment\0\0\0\0\0${markedScript}`),
  );
}

async function pngWithChunkAfterEnd(): Promise<Buffer> {
  return Buffer.concat([await photo("image/png"), pngChunk("tEXt", `Comment\0${markedScript}`)]);
}

async function webpWithBytesOutside(): Promise<Buffer> {
  return Buffer.concat([await photo("image/webp"), webpChunk("JUNK", markedScript)]);
}

async function avifWithSecondData(): Promise<Buffer> {
  return Buffer.concat([await photo("image/avif"), box("mdat", markedScript)]);
}
