/** Everything that cameras and editors write beside the pixels, with a word in it that must not come out. */
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { rowsOf, type HostileImage, type Row } from "./hostile-image.ts";
import { markWord } from "./mark-word.ts";
import { addAvifProperty, box } from "./parts/avif.ts";
import { exifBlock } from "./parts/exif.ts";
import { com, insertJpegSegments, jpegSegment } from "./parts/jpeg.ts";
import { insertPngChunks, pngChunk } from "./parts/png.ts";
import { extendedHeader, webp, webpChunk } from "./parts/webp.ts";
import { encode, gradient, imageTypes, photo } from "./pictures.ts";

const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${markWord}</a></x:xmpmeta>`;
const text = (keyword: string): Buffer => Buffer.from(`${keyword}\0${markWord}`, "latin1");

export function listMetadata(): HostileImage[] {
  const written = imageTypes.map((type): Row => [
    `${type.slice(6)}-of-a-library`,
    type,
    "published",
    () =>
      encode[type](gradient(300, 200))
        .withIccProfile("p3")
        .withExif({
          IFD0: { Artist: markWord },
          IFD3: { GPSLatitudeRef: "N", GPSAreaInformation: markWord },
        })
        .withXmp(xmp)
        .toBuffer(),
  ]);
  return rowsOf("metadata", [
    ...written,
    ...jpegRows(),
    ...pngRows(),
    ["webp-exif-and-xmp", "image/webp", "published", webpWithEverything],
    ["avif-colour-profile", "image/avif", "published", avifWithProfile],
    ["avif-unknown-property", "image/avif", "published", avifWithUnknownProperty],
  ]);
}

function jpegRows(): Row[] {
  const segments: Record<string, readonly Buffer[]> = {
    "exif-with-position-maker-note-and-thumbnail": [
      jpegSegment(0xe1, Buffer.concat([Buffer.from("Exif\0\0"), exifBlock()])),
    ],
    xmp: [jpegSegment(0xe1, `http://ns.adobe.com/xap/1.0/\0${xmp}`)],
    "extended-xmp": [
      jpegSegment(0xe1, `http://ns.adobe.com/xmp/extension/\0${"0".repeat(40)}${xmp}`),
    ],
    iptc: [jpegSegment(0xed, Buffer.concat([Buffer.from("Photoshop 3.0\0"), iptcBlock()]))],
    comment: [jpegSegment(com, markWord)],
    flashpix: [jpegSegment(0xe2, `FPXR\0\0${markWord}`)],
    "second-picture": [jpegSegment(0xe2, `MPF\0II*\0\x08\0\0\0${markWord}`)],
    ducky: [jpegSegment(0xec, `Ducky\0${markWord}`)],
    provenance: [jpegSegment(0xeb, `JP\0\0${markWord}`)],
    unknown: [jpegSegment(0xef, markWord)],
  };
  const inserted = Object.entries(segments).map(([name, parts]): Row => [
    `jpeg-${name}`,
    "image/jpeg",
    "published",
    async () => insertJpegSegments(await photo("image/jpeg"), ...parts),
  ]);
  return [
    ...inserted,
    [
      "jpeg-profile-with-text",
      "image/jpeg",
      "published",
      async () => {
        const profile = await profileWithText();
        const head = Buffer.from("ICC_PROFILE\0\x01\x01", "latin1");
        const segment = jpegSegment(0xe2, Buffer.concat([head, profile]));
        return insertJpegSegments(await photo("image/jpeg"), segment);
      },
    ],
    [
      "jpeg-second-picture-behind",
      "image/jpeg",
      "published",
      async () => {
        const hidden = insertJpegSegments(await photo("image/jpeg"), jpegSegment(com, markWord));
        return Buffer.concat([await photo("image/jpeg"), hidden]);
      },
    ],
  ];
}

function pngRows(): Row[] {
  const packed = deflateSync(Buffer.from(markWord));
  const xmpText = `XML:com.adobe.xmp\0\0\0\0\0${xmp}`;
  const chunks: Record<string, () => Promise<Buffer>> = {
    exif: async () => pngChunk("eXIf", exifBlock()),
    text: async () => pngChunk("tEXt", text("Comment")),
    "packed-text": async () =>
      pngChunk("zTXt", Buffer.concat([Buffer.from("Comment\0\0"), packed])),
    "international-text": async () => pngChunk("iTXt", `Comment\0\0\0\0\0${markWord}`),
    xmp: async () => pngChunk("iTXt", xmpText),
    "raw-exif": async () =>
      pngChunk("zTXt", Buffer.concat([Buffer.from("Raw profile type exif\0\0"), packed])),
    "raw-iptc": async () => pngChunk("tEXt", text("Raw profile type iptc")),
    time: async () => pngChunk("tIME", Buffer.from([0x07, 0xe8, 2, 29, 12, 0, 0])),
    palette: async () => pngChunk("sPLT", Buffer.concat([text("palette"), Buffer.from([0, 8])])),
    profile: async () => {
      const profile = deflateSync(await profileWithText());
      return pngChunk("iCCP", Buffer.concat([Buffer.from("icc\0\0"), profile]));
    },
    private: async () => pngChunk("prVt", markWord),
  };
  return Object.entries(chunks).map(([name, makeChunk]) => [
    `png-${name}`,
    "image/png",
    // A palette that does not add up may be called damage.
    name === "palette" ? ["published", "IMAGE_UNREADABLE"] : "published",
    async () => insertPngChunks(await photo("image/png"), await makeChunk()),
  ]);
}

async function webpWithEverything(): Promise<Buffer> {
  const flags = 0b10_1100;
  const picture = (await photo("image/webp")).subarray(12);
  return webp(
    extendedHeader(flags, 300, 200),
    webpChunk("ICCP", await profileWithText()),
    picture,
    webpChunk("EXIF", exifBlock()),
    webpChunk("XMP ", xmp),
  );
}

async function avifWithProfile(): Promise<Buffer> {
  const colours = Buffer.concat([Buffer.from("prof"), await profileWithText()]);
  return addAvifProperty(await photo("image/avif"), box("colr", colours));
}

async function avifWithUnknownProperty(): Promise<Buffer> {
  return addAvifProperty(await photo("image/avif"), box("uuid", `${"u".repeat(16)}${markWord}`));
}

/** Caption and city, as a news agency writes them. @see IPTC-IIM 4.2, 1.5; Adobe, Photoshop image resources */
function iptcBlock(): Buffer {
  const dataset = (number: number): Buffer => {
    const head = Buffer.from([0x1c, 2, number, 0, markWord.length]);
    return Buffer.concat([head, Buffer.from(markWord)]);
  };
  const data = Buffer.concat([dataset(120), dataset(90), dataset(80)]);
  const head = Buffer.from("8BIM\x04\x04\0\0\0\0\0\0", "latin1");
  head.writeUInt32BE(data.length, 8);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** A valid profile that is longer than its tags. */
async function profileWithText(): Promise<Buffer> {
  const tagged = await encode["image/png"](gradient(8, 8)).withIccProfile("p3").toBuffer();
  const { icc } = await sharp(tagged).metadata();
  if (!icc) throw new Error("no profile");
  const profile = Buffer.concat([
    icc,
    Buffer.from(markWord),
    Buffer.alloc(4 - (markWord.length % 4)),
  ]);
  // Readers go by the tags, copiers by the length.
  profile.writeUInt32BE(profile.length, 0);
  return profile;
}
