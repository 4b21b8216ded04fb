/** Every key of the bucket is made here, of our own characters: [a-z0-9/_.-]. No user text is ever part of one. */
import { createHash } from "node:crypto";
import type { VariantType } from "./variant-spec.ts";

export const incomingPrefix = "incoming/";
export const imagesPrefix = "images/";

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
  return createHash("sha256").update(`image:${ticketId}`).digest("hex").slice(0, 32);
}

/** Where all variants of an image lie. */
export function imageFolder(imageId: string): string {
  return `${imagesPrefix}${imageId}/`;
}

/** Everything that belongs to an image lies under one of them. */
export function foldersOf(imageId: string): string[] {
  return [imageFolder(imageId)];
}

export function imageKey(imageId: string, width: number, type: VariantType): string {
  return `${imageFolder(imageId)}${width}.${extensions[type]}`;
}

const extensions: Record<VariantType, string> = {
  "image/webp": "webp",
  "image/avif": "avif",
  "image/jpeg": "jpg",
};

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
