/** Pictures of noise, as heavy as photographs. */
import sharp from "sharp";

export type Photo = { name: string; mimeType: string; buffer: Buffer };

/** @param sidePx 100 gives about 30 kB, 600 about 1 MB, 1600 about 8 MB; each call is another picture */
export async function takePhoto(name = "mug.png", sidePx = 600): Promise<Photo> {
  const buffer = await sharp({
    create: {
      width: sidePx,
      height: sidePx,
      channels: 3,
      background: "grey",
      noise: { type: "gaussian", mean: 128, sigma: 60 },
    },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return { name, mimeType: "image/png", buffer };
}
