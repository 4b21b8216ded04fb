/** Files that end too early: at many points of each format. */
import { rowsOf, type HostileImage, type Row } from "./hostile-image.ts";
import { gradient, imageTypes, photo } from "./pictures.ts";

const points = 24;

export function listTruncations(): HostileImage[] {
  const cuts = imageTypes.flatMap((type) => {
    const name = type.slice(6);
    return [
      ...Array.from({ length: points - 1 }, (_, index): Row => [
        `${name}-at-${index + 1}-of-${points}`,
        type,
        "IMAGE_UNREADABLE",
        async () => {
          const whole = await photo(type);
          return whole.subarray(0, Math.floor((whole.length * (index + 1)) / points));
        },
      ]),
      ...[1, 2, 3, 4, 8, 16].map((lost): Row => [
        `${name}-without-last-${lost}`,
        type,
        "IMAGE_UNREADABLE",
        async () => (await photo(type)).subarray(0, -lost),
      ]),
      ...[1, 2, 3, 4, 8, 12, 16, 24, 33].map((kept): Row => [
        `${name}-first-${kept}`,
        type,
        // So little may not even tell what it was.
        ["IMAGE_UNREADABLE", "FILE_TYPE_NOT_ALLOWED"],
        async () => (await photo(type)).subarray(0, kept),
      ]),
    ];
  });
  return rowsOf("truncation", [
    ...cuts,
    ["to-nothing", "image/jpeg", "FILE_EMPTY", async () => Buffer.alloc(0)],
    ["to-a-zero", "image/jpeg", "FILE_TYPE_NOT_ALLOWED", async () => Buffer.alloc(1)],
    ["of-a-progressive-jpeg-to-a-coarse-one", "image/jpeg", "IMAGE_UNREADABLE", coarse],
  ]);
}

/** The last scan only makes the picture finer: without it there still is one, and it must not do. */
async function coarse(): Promise<Buffer> {
  const whole = await gradient(300, 200).jpeg({ progressive: true }).toBuffer();
  return whole.subarray(0, whole.lastIndexOf(Buffer.from([0xff, 0xda])) + 20);
}
