/** Headers that tell one thing and files that hold another. */
import { rowsOf, type HostileImage, type ImageType, type Row } from "./hostile-image.ts";
import { addAvifProperty, box, findBox } from "./parts/avif.ts";
import { findMarker, insertJpegSegments, jpegSegment, setJpegSize } from "./parts/jpeg.ts";
import { insertPngChunks, png, pngChunk } from "./parts/png.ts";
import { extendedHeader, webp } from "./parts/webp.ts";
import { photo } from "./pictures.ts";

const either = ["published", "IMAGE_UNREADABLE"] as const;
const jpegOf = (): Promise<Buffer> => photo("image/jpeg");
const pngOf = (): Promise<Buffer> => photo("image/png");
const webpOf = (): Promise<Buffer> => photo("image/webp");
const avifOf = (): Promise<Buffer> => photo("image/avif");

/** Changes bytes of a copy. */
async function edit(make: () => Promise<Buffer>, change: (bytes: Buffer) => void): Promise<Buffer> {
  const bytes = Buffer.from(await make());
  change(bytes);
  return bytes;
}

export function listLies(): HostileImage[] {
  return rowsOf("lie", [...jpegLies(), ...pngLies(), ...webpLies(), ...avifLies()]);
}

function row(name: string, type: ImageType, verdicts: Row[2], makeBytes: Row[3]): Row {
  return [name, type, verdicts, makeBytes];
}

function jpegLies(): Row[] {
  return [
    row("jpeg-taller-than-its-data", "image/jpeg", "IMAGE_UNREADABLE", async () =>
      setJpegSize(await jpegOf(), 300, 400),
    ),
    row("jpeg-wider-than-its-data", "image/jpeg", "IMAGE_UNREADABLE", async () =>
      setJpegSize(await jpegOf(), 600, 200),
    ),
    row("jpeg-smaller-than-its-data", "image/jpeg", either, async () =>
      setJpegSize(await jpegOf(), 150, 100),
    ),
    row("jpeg-of-height-0", "image/jpeg", "IMAGE_UNREADABLE", async () =>
      setJpegSize(await jpegOf(), 300, 0),
    ),
    row("jpeg-with-two-frames", "image/jpeg", "IMAGE_UNREADABLE", async () => {
      const jpeg = await jpegOf();
      const at = findMarker(jpeg, 0xc0);
      const frame = jpeg.subarray(at, at + 2 + jpeg.readUInt16BE(at + 2));
      const small = Buffer.from(frame);
      small.writeUInt16BE(10, 5);
      return insertJpegSegments(jpeg, small);
    }),
    row("jpeg-with-height-behind-the-scan", "image/jpeg", "IMAGE_UNREADABLE", async () => {
      const jpeg = await jpegOf();
      const lines = jpegSegment(0xdc, Buffer.from([0, 200]));
      return Buffer.concat([jpeg.subarray(0, -2), lines, jpeg.subarray(-2)]);
    }),
    row("jpeg-with-a-segment-beyond-the-end", "image/jpeg", "IMAGE_UNREADABLE", () =>
      edit(jpegOf, (bytes) => bytes.writeUInt16BE(0xffff, findMarker(bytes, 0xc4) + 2)),
    ),
    row("jpeg-with-a-segment-of-length-0", "image/jpeg", "IMAGE_UNREADABLE", () =>
      edit(jpegOf, (bytes) => bytes.writeUInt16BE(0, findMarker(bytes, 0xdb) + 2)),
    ),
  ];
}

function pngLies(): Row[] {
  const header = (change: (bytes: Buffer) => void): Promise<Buffer> => edit(pngOf, change);
  return [
    row("png-side-2e31", "image/png", "IMAGE_UNREADABLE", async () =>
      png({ width: 2 ** 31, height: 2 ** 31 }, pngChunk("IDAT", Buffer.alloc(9))),
    ),
    row("png-side-2e32", "image/png", "IMAGE_UNREADABLE", async () =>
      png({ width: 2 ** 32 - 1, height: 1 }, pngChunk("IDAT", Buffer.alloc(9))),
    ),
    row("png-side-0", "image/png", "IMAGE_UNREADABLE", async () =>
      png({ width: 0, height: 9 }, pngChunk("IDAT", Buffer.alloc(9))),
    ),
    row("png-taller-than-its-data", "image/png", "IMAGE_UNREADABLE", async () => {
      const data = await pngOf();
      const kind = [8, 2, 0, 0, 0] as const;
      const tall = png({ width: 300, height: 400, kind });
      return Buffer.concat([tall.subarray(0, 33), data.subarray(33)]);
    }),
    row("png-with-a-wrong-checksum", "image/png", "IMAGE_UNREADABLE", () =>
      header((bytes) => bytes.writeUInt32BE(0, 29)),
    ),
    row("png-with-a-long-header", "image/png", "IMAGE_UNREADABLE", () =>
      header((bytes) => bytes.writeUInt32BE(14, 8)),
    ),
    row("png-of-a-depth-that-is-none", "image/png", "IMAGE_UNREADABLE", async () =>
      png({ width: 9, height: 9, kind: [7, 6, 0, 0, 0] }, pngChunk("IDAT", Buffer.alloc(9))),
    ),
    row("png-with-two-headers", "image/png", "IMAGE_UNREADABLE", async () => {
      const file = await pngOf();
      return insertPngChunks(file, file.subarray(8, 33));
    }),
    row("png-with-a-chunk-beyond-the-end", "image/png", "IMAGE_UNREADABLE", async () => {
      const lying = pngChunk("teXt", "");
      lying.writeUInt32BE(2 ** 31 - 1);
      return insertPngChunks(await pngOf(), lying);
    }),
    row("png-without-pixels", "image/png", "IMAGE_UNREADABLE", async () =>
      png({ width: 9, height: 9 }),
    ),
  ];
}

function webpLies(): Row[] {
  return [
    row("webp-of-4-gb", "image/webp", either, () =>
      edit(webpOf, (bytes) => bytes.writeUInt32LE(2 ** 32 - 2, 4)),
    ),
    row("webp-of-length-0", "image/webp", "IMAGE_UNREADABLE", () =>
      edit(webpOf, (bytes) => bytes.writeUInt32LE(0, 4)),
    ),
    row("webp-with-a-chunk-of-4-gb", "image/webp", "IMAGE_UNREADABLE", () =>
      edit(webpOf, (bytes) => bytes.writeUInt32LE(2 ** 32 - 2, 16)),
    ),
    row("webp-canvas-larger-than-its-frame", "image/webp", "IMAGE_UNREADABLE", async () =>
      webp(extendedHeader(0, 3000, 2000), (await webpOf()).subarray(12)),
    ),
    row("webp-canvas-smaller-than-its-frame", "image/webp", "IMAGE_UNREADABLE", async () =>
      webp(extendedHeader(0, 3, 2), (await webpOf()).subarray(12)),
    ),
    row("webp-without-a-picture", "image/webp", "IMAGE_UNREADABLE", async () =>
      webp(extendedHeader(0, 300, 200)),
    ),
  ];
}

function avifLies(): Row[] {
  const size = (width: number, height: number): Buffer => {
    const body = Buffer.alloc(12);
    body.writeUInt32BE(width, 4);
    body.writeUInt32BE(height, 8);
    return box("ispe", body);
  };
  const setSize = (kind: string, bytes: number): Promise<Buffer> =>
    edit(avifOf, (avif) => avif.writeUInt32BE(bytes, findBox(avif, kind)));
  const tell = (width: number, height: number): Promise<Buffer> =>
    edit(avifOf, (avif) => {
      avif.writeUInt32BE(width, findBox(avif, "ispe") + 12);
      avif.writeUInt32BE(height, findBox(avif, "ispe") + 16);
    });
  return [
    row("avif-larger-than-its-stream", "image/avif", "IMAGE_UNREADABLE", () => tell(3000, 2000)),
    row("avif-smaller-than-its-stream", "image/avif", "IMAGE_UNREADABLE", () => tell(30, 20)),
    row("avif-of-width-0", "image/avif", "IMAGE_UNREADABLE", () => tell(0, 200)),
    row("avif-of-two-sizes", "image/avif", "IMAGE_UNREADABLE", async () =>
      addAvifProperty(await avifOf(), size(30, 20)),
    ),
    // 0 means to the end of the file, which a writer may say of the last box.
    row("avif-data-of-length-0", "image/avif", either, () => setSize("mdat", 0)),
    row("avif-meta-of-length-0", "image/avif", either, () => setSize("meta", 0)),
    row("avif-meta-of-length-2", "image/avif", "IMAGE_UNREADABLE", () => setSize("meta", 2)),
    row("avif-meta-of-4-gb", "image/avif", "IMAGE_UNREADABLE", () => setSize("meta", 2 ** 32 - 1)),
    row("avif-properties-beyond-their-box", "image/avif", "IMAGE_UNREADABLE", () =>
      setSize("ipco", 60_000),
    ),
    row("avif-item-beyond-the-end", "image/avif", "IMAGE_UNREADABLE", () =>
      edit(avifOf, (avif) => avif.writeUInt32BE(2 ** 31, findBox(avif, "iloc") + 26)),
    ),
    row("avif-box-of-2e63", "image/avif", either, async () => {
      const lying = Buffer.concat([box("free", ""), Buffer.alloc(8, 0x7f)]);
      lying.writeUInt32BE(1);
      return Buffer.concat([await avifOf(), lying]);
    }),
    row("avif-without-a-primary-item", "image/avif", "IMAGE_UNREADABLE", () =>
      edit(avifOf, (avif) => avif.writeUInt16BE(77, findBox(avif, "pitm") + 12)),
    ),
  ];
}
