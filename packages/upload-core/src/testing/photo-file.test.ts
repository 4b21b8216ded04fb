import sharp from "sharp";
import { expect, test } from "vitest";
import { checkImage } from "../check-file.ts";
import { createImagePolicy } from "../image-policy.ts";
import { photoFile } from "./photo-file.ts";

const bytesOf = async (file: File) => new Uint8Array(await file.arrayBuffer());

test.for([
  [40, 30],
  [1, 1],
  [1001, 17],
  [800, 600],
] as const)("a photo of %i × %i is one, to the last pixel", async ([width, height]) => {
  const bytes = await bytesOf(photoFile("mug.jpg", { width, height }));
  expect(checkImage(bytes, createImagePolicy({ maxAspectRatio: 100 }))).toMatchObject({
    status: "accepted",
    header: { type: "image/jpeg", width, height },
  });
  const { data, info } = await sharp(bytes, { failOn: "warning" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width, height });
  expect(new Set(data)).toEqual(new Set([128]));
});

test("another name is another content, the same name the same", async () => {
  const [mug, again, oak] = await Promise.all(
    ["mug.jpg", "mug.jpg", "oak.jpg"].map((name) => bytesOf(photoFile(name))),
  );
  expect(mug).toEqual(again);
  expect(mug).not.toEqual(oak);
});

test("a photo is as big as it shall be, and still one", async () => {
  const file = photoFile("mug.jpg", { sizeBytes: 5_000_000 });
  expect([file.name, file.size, file.type]).toEqual(["mug.jpg", 5_000_000, "image/jpeg"]);
  const { width } = await sharp(await bytesOf(file), { failOn: "warning" }).metadata();
  expect(width).toBe(40);
});
