/** Few bytes that ask for much memory or time. */
import { rowsOf, type HostileImage } from "./hostile-image.ts";
import { addAvifProperty, box, findBox } from "./parts/avif.ts";
import { blackPixels, interlacedPng } from "./parts/interlaced-png.ts";
import { com, insertJpegSegments, jpegSegment, repeatLastScan, setJpegSize } from "./parts/jpeg.ts";
import { packedZeros } from "./parts/packed-zeros.ts";
import { insertPngChunks, png, pngChunk } from "./parts/png.ts";
import { appendWebpChunk, webpChunk, webpHeader } from "./parts/webp.ts";
import { gradient, paint, photo, red } from "./pictures.ts";

const MiB = 1024 * 1024;
const noPixels = Buffer.alloc(9);

/** So much nothing that 50 MiB of it fit into 50 kB. */
const packed = (): Buffer => packedZeros(50 * MiB);

const pngOf = (width: number, height: number, pixels: Buffer = noPixels): Buffer =>
  png({ width, height }, pngChunk("IDAT", pixels));

const flatPng = (width: number, height: number): Buffer =>
  pngOf(width, height, packedZeros((width + 1) * height));

async function avifThatTells(width: number, height: number): Promise<Buffer> {
  const avif = await photo("image/avif");
  const at = findBox(avif, "ispe");
  avif.writeUInt32BE(width, at + 12);
  avif.writeUInt32BE(height, at + 16);
  return avif;
}

const progressive = (side: number): Promise<Buffer> =>
  paint(side, side, () => red)
    .jpeg({ progressive: true })
    .toBuffer();

/** Decoders may give up on these or not; what counts is that nothing comes of it. */
const either = ["published", "IMAGE_UNREADABLE"] as const;

export function listBombs(): HostileImage[] {
  return rowsOf("bomb", [
    ["webp-38-bytes-16383", "image/webp", "IMAGE_DIMENSIONS", async () => webpHeader(16_383)],
    ["webp-38-bytes-12000", "image/webp", "IMAGE_DIMENSIONS", async () => webpHeader(12_000)],
    ["webp-38-bytes-within-limits", "image/webp", "IMAGE_UNREADABLE", async () => webpHeader(7000)],
    [
      "webp-chunks",
      "image/webp",
      "IMAGE_UNREADABLE",
      async () => {
        const chunks = Array.from({ length: 5000 }, () => webpChunk("JUNK", ""));
        return appendWebpChunk(await photo("image/webp"), Buffer.concat(chunks));
      },
    ],
    ["png-65535", "image/png", "IMAGE_DIMENSIONS", async () => pngOf(65_535, 65_535)],
    ["png-2e31", "image/png", "IMAGE_DIMENSIONS", async () => pngOf(2 ** 31 - 1, 2 ** 31 - 1)],
    ["png-1-by-million", "image/png", "IMAGE_DIMENSIONS", async () => flatPng(1, 1_000_000)],
    ["png-million-by-1", "image/png", "IMAGE_DIMENSIONS", async () => flatPng(1_000_000, 1)],
    ["png-side-12001", "image/png", "IMAGE_DIMENSIONS", async () => flatPng(12_001, 300)],
    ["png-ratio-51", "image/png", "IMAGE_DIMENSIONS", async () => flatPng(5100, 100)],
    ["png-pixels-over-50e6", "image/png", "IMAGE_DIMENSIONS", async () => flatPng(7072, 7071)],
    ["png-at-all-limits", "image/png", "published", async () => flatPng(10_000, 5000)],
    [
      "png-1bit-47000-complete",
      "image/png",
      "IMAGE_DIMENSIONS",
      async () => interlacedPng(47_000, blackPixels(47_000)),
    ],
    [
      "png-interlaced-within-limits",
      "image/png",
      "published",
      async () => interlacedPng(7000, blackPixels(7000)),
    ],
    ["png-too-many-pixels-packed", "image/png", either, async () => pngOf(40, 30, packed())],
    [
      "png-ztxt",
      "image/png",
      either,
      async () =>
        insertPngChunks(
          await photo("image/png"),
          pngChunk("zTXt", Buffer.concat([Buffer.from("Comment\0\0"), packed()])),
        ),
    ],
    [
      "png-iccp",
      "image/png",
      either,
      async () =>
        insertPngChunks(
          await photo("image/png"),
          pngChunk("iCCP", Buffer.concat([Buffer.from("profile\0\0"), packed()])),
        ),
    ],
    [
      "png-100000-chunks",
      "image/png",
      "IMAGE_UNREADABLE",
      async () => {
        const chunks = Array.from({ length: 100_000 }, () => pngChunk("teSt", ""));
        return insertPngChunks(await photo("image/png"), ...chunks);
      },
    ],
    [
      "jpeg-65500",
      "image/jpeg",
      "IMAGE_DIMENSIONS",
      async () => setJpegSize(await photo("image/jpeg"), 65_500, 65_500),
    ],
    [
      "jpeg-within-limits-without-pixels",
      "image/jpeg",
      "IMAGE_UNREADABLE",
      async () => setJpegSize(await photo("image/jpeg"), 7000, 7000),
    ],
    [
      "jpeg-scans-2000",
      "image/jpeg",
      "IMAGE_UNREADABLE",
      async () => repeatLastScan(await progressive(2000), 2000),
    ],
    [
      "jpeg-scans-33",
      "image/jpeg",
      "IMAGE_UNREADABLE",
      async () => repeatLastScan(await photo("image/jpeg"), 32),
    ],
    [
      "jpeg-5000-segments",
      "image/jpeg",
      "IMAGE_UNREADABLE",
      async () => {
        const segments = Array.from({ length: 5000 }, () => jpegSegment(com, ""));
        return insertJpegSegments(await photo("image/jpeg"), ...segments);
      },
    ],
    [
      "jpeg-12-mib-of-comments",
      "image/jpeg",
      "published",
      async () => {
        const segments = Array.from({ length: 192 }, () => jpegSegment(com, Buffer.alloc(65_533)));
        return insertJpegSegments(await photo("image/jpeg"), ...segments);
      },
    ],
    ["avif-20000", "image/avif", "IMAGE_DIMENSIONS", () => avifThatTells(20_000, 20_000)],
    ["avif-2e32", "image/avif", "IMAGE_DIMENSIONS", () => avifThatTells(2 ** 32 - 1, 2 ** 32 - 1)],
    ["avif-pixels-over-25e6", "image/avif", "IMAGE_DIMENSIONS", () => avifThatTells(5001, 5000)],
    [
      "avif-26e6-pixels-decodable",
      "image/avif",
      "IMAGE_DIMENSIONS",
      () => gradient(64, 64).resize(5100, 5100).avif({ effort: 0, quality: 1 }).toBuffer(),
    ],
    [
      "avif-properties",
      "image/avif",
      "IMAGE_UNREADABLE",
      async () => {
        const boxes = Array.from({ length: 2000 }, () => box("free", ""));
        return addAvifProperty(await photo("image/avif"), Buffer.concat(boxes));
      },
    ],
    [
      "avif-boxes",
      "image/avif",
      "IMAGE_UNREADABLE",
      async () => {
        const boxes = Array.from({ length: 2000 }, () => box("free", ""));
        return Buffer.concat([await photo("image/avif"), ...boxes]);
      },
    ],
  ]);
}
