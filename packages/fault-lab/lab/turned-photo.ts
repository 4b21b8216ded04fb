/** A photo as a phone writes it: lying or mirrored pixels, and a note of how to turn them. */
import sharp, { type Sharp } from "sharp";
import type { Photo } from "./photos.ts";

/** How the pixels of an upright picture are turned so that the note turns them back. @see CIPA DC-008 (EXIF), "Orientation" */
const turns = {
  // Mirrored, then turned to the left: as the picture's transpose.
  5: (upright: Sharp) => upright.flop().rotate(270),
  6: (upright: Sharp) => upright.rotate(270),
} as const;

/** Of the upright picture: upper left, upper right, lower left, lower right. */
export const uprightCorners = ["red", "lime", "blue", "black"];

/** @returns a JPEG that is 600 × 800 pixels once it is upright, each quarter of one colour */
export async function takeTurnedPhoto(orientation: keyof typeof turns): Promise<Photo> {
  const [width, height] = [600, 800];
  const quarters = uprightCorners.map((background, i) => ({
    input: { create: { width: width / 2, height: height / 2, channels: 3 as const, background } },
    left: (i % 2) * (width / 2),
    top: Math.floor(i / 2) * (height / 2),
  }));
  const upright = await sharp({ create: { width, height, channels: 3, background: "white" } })
    .composite(quarters)
    .png()
    .toBuffer();
  const buffer = await turns[orientation](sharp(upright))
    .withMetadata({ orientation })
    .jpeg({ quality: 95 })
    .toBuffer();
  return { name: "phone.jpg", mimeType: "image/jpeg", buffer };
}

/** What a picture is by its pixels as they are stored, whatever is noted beside them. */
export type SeenPicture = {
  format: string | undefined;
  width: number;
  height: number;
  orientation: number | undefined;
  /** in the order of `uprightCorners` */
  corners: string[];
};

export async function lookAt(bytes: Uint8Array): Promise<SeenPicture> {
  const { format, orientation } = await sharp(bytes).metadata();
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const corner = (x: number, y: number): string => {
    const at = (Math.floor(y * height) * width + Math.floor(x * width)) * channels;
    return nameColour([...data.subarray(at, at + 3)]);
  };
  const colours = [corner(0.1, 0.1), corner(0.9, 0.1), corner(0.1, 0.9), corner(0.9, 0.9)];
  return { format, width, height, orientation, corners: colours };
}

const names: Record<string, string> = {
  "100": "red",
  "010": "lime",
  "001": "blue",
  "000": "black",
};

/** Encoders are free in the last digits. */
function nameColour(channels: number[]): string {
  const key = channels.map((value) => (value > 128 ? 1 : 0)).join("");
  return names[key] ?? channels.join(" ");
}
