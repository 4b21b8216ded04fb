/** Pictures made on the spot. */
import sharp, { type Sharp } from "sharp";

type Bytes = Uint8Array<ArrayBuffer>;

/** Left half one colour, right half white: enough to see which way is up. */
export async function jpeg(width = 64, height = 48): Promise<Bytes> {
  return new Uint8Array(await canvas(width, height).jpeg().toBuffer());
}

export async function png(width = 64, height = 48): Promise<Bytes> {
  return new Uint8Array(await canvas(width, height).png().toBuffer());
}

export async function gif(): Promise<Bytes> {
  return new Uint8Array(await canvas(64, 48).gif().toBuffer());
}

/** Two frames. */
export async function animatedWebp(): Promise<Bytes> {
  const frames = await Promise.all([jpeg(32, 24), png(32, 24)]);
  return new Uint8Array(
    await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer(),
  );
}

/** As somebody picks it. */
export function photoFile(bytes: Bytes, name = "mug.jpg"): File {
  return new File([bytes], name);
}

/** As a phone held upright writes it: turned by orientation 6, and telling where it was taken. */
export async function phonePhoto(): Promise<Bytes> {
  const photo = canvas(64, 48)
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Make: "SecretCam" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "53/1 33/1 0/1" },
    });
  return new Uint8Array(await photo.jpeg().toBuffer());
}

function canvas(width: number, height: number): Sharp {
  const half = { width: Math.ceil(width / 2), height, channels: 3 as const };
  const red = { create: { ...half, background: { r: 200, g: 30, b: 30 } } };
  return sharp({ create: { width, height, channels: 3, background: "white" } }).composite([
    { input: red, left: 0, top: 0 },
  ]);
}
