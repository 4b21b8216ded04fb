/** Everything that is public, read as anybody reads it, and searched for what should not be in it. */
import { markWord } from "@picket/hostile-images";
import sharp from "sharp";

/** What cameras, editors and attackers write; each too long to come about by chance among pixels. */
const traces = [
  markWord,
  "<script",
  "<?php",
  "Exif\0\0",
  "http://ns.adobe.com",
  "x:xmpmeta",
  "ICC_PROFILE",
  "Photoshop 3.0",
];

/** @returns one line for each thing found in one of these objects */
export async function findTraces(urls: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const url of urls) {
    const response = await fetch(url);
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}.`);
    const held = await tracesIn(Buffer.from(await response.arrayBuffer()));
    found.push(...held.map((what) => `${url} holds ${what}`));
  }
  return found;
}

export async function tracesIn(image: Buffer): Promise<string[]> {
  const { exif, icc, iptc, xmp, comments, orientation, pages } = await sharp(image).metadata();
  const metadata = { exif, icc, iptc, xmp, comments, orientation, pages };
  const kinds = Object.entries(metadata).filter(([, value]) => value !== undefined);
  return [...traces.filter((trace) => image.includes(trace)), ...kinds.map(([kind]) => kind)];
}
