/** Every key of the bucket is made here, of our own characters: [a-z0-9/_.-]. No user text is ever part of one. */
import { hash } from "node:crypto";
import type { VariantType } from "./variant-spec.ts";

export const incomingPrefix = "incoming/";
export const imagesPrefix = "images/";
/** of routes whose images are shown by signed URLs only */
export const privatePrefix = "private/";
/** what was uploaded, of routes that keep it; never public */
export const originalsPrefix = "originals/";

/** @param ticketId 32 hexadecimal digits */
export function incomingKey(routeName: string, ticketId: string): string {
  return `${incomingPrefix}${kebabCase(routeName)}/${ticketId}`;
}

/**
 * The public name of an image. It follows from the ticket, so that a repeat after a crash meets the same keys,
 * and does not give the ticket away.
 * @returns 32 hexadecimal digits
 */
export function imageIdOf(ticketId: string): string {
  return hash("sha256", `image:${ticketId}`).slice(0, 32);
}

/** @param key of an object under `incoming/` */
export function imageIdAt(key: string): string {
  return imageIdOf(key.split("/").at(-1) ?? "");
}

export type Visibility = "public" | "private";

/** Where all variants of an image lie. */
export function imageFolder(imageId: string, visibility: Visibility): string {
  return `${visibility === "public" ? imagesPrefix : privatePrefix}${imageId}/`;
}

export function imageKey(folder: string, width: number, type: VariantType): string {
  return `${folder}${width}.${extensions[type]}`;
}

export function originalKey(imageId: string): string {
  return `${originalsPrefix}${imageId}`;
}

/** Everything that may ever have been written for an image begins with one of them, however its route was set at the time. */
export function prefixesOf(imageId: string): string[] {
  return [imageFolder(imageId, "public"), imageFolder(imageId, "private"), originalKey(imageId)];
}

const extensions: Record<VariantType, string> = {
  "image/webp": "webp",
  "image/avif": "avif",
  "image/jpeg": "jpg",
};

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
