/** The English texts. */
import type { Messages } from "./describe-refusal.ts";
import {
  formatChoice,
  formatNumber,
  formatSizes,
  roundPixels,
  roundWait,
} from "./format-amounts.ts";

export const english: Messages = {
  FILE_EMPTY: () => "This file is empty. Choose the photo again.",
  FILE_TOO_LARGE: (sizes) => {
    const { size, limit } = formatSizes(sizes, locale);
    return `This file has ${size}; the limit is ${limit}. Save a smaller copy and try that.`;
  },
  FILE_TYPE_NOT_ALLOWED: ({ actualType, allowedTypes }) =>
    actualType === "image/heic"
      ? "This is an iPhone photo in HEIC format. On the iPhone choose Settings › Camera › Formats › Most Compatible for new photos; for this one, share it as JPEG and add that."
      : `This is ${actualType === null ? "not a picture" : typeName(actualType)}. Please choose ${formatChoice(allowedTypes.map(typeName), locale)}.`,
  FILE_UNREADABLE: () =>
    "This file could not be read. It may have been moved or changed; choose it again.",
  FILE_LOST: () => "The page was reloaded before this photo had arrived. Choose it again.",
  IMAGE_UNREADABLE: () =>
    "This image is damaged. Open it in a photo app, save it again, and add that.",
  IMAGE_ANIMATED: () => "This image is animated. Please choose a still picture.",
  IMAGE_DIMENSIONS: ({ width, height, limit, max }) => {
    const size = `This image has ${number(width)} × ${number(height)} pixels`;
    if (limit === "pixels") {
      const pixels = roundPixels(max);
      return `${size}; the limit is ${count(pixels.count, pixels.unit)}. Make it smaller and add it again.`;
    }
    if (limit === "side") {
      return `${size}; the longer side may have ${number(max)}. Make it smaller and add it again.`;
    }
    return `${size}, which is too long and thin for a photo. Crop it and add it again.`;
  },
  TOO_MANY_FILES: ({ maxFiles }) =>
    `Only ${count(maxFiles, "photo")} at a time. Remove others from the list, then add this one again.`,
  DUPLICATE_FILE: () =>
    "This photo is already in the list. There is no need to add it a second time.",
  INSECURE_CONTEXT: () =>
    "Photos can only be added over a secure connection. Open this page with https.",
  INPUT_INVALID: () => "The page sent something unexpected. Reload it and try again.",
  UNAUTHORIZED: () => "You are not signed in any more. Sign in and try again.",
  FORBIDDEN: () =>
    "You cannot add photos here: this product does not exist or belongs to another shop. Check whether you are signed in with the right account.",
  RATE_LIMITED: ({ retryAfterMs }) => {
    const wait = roundWait(retryAfterMs);
    return `Too many uploads at once. Try again in ${count(wait.count, wait.unit)}.`;
  },
  QUOTA_EXCEEDED: () =>
    "Your shop's storage is full. Delete photos you no longer need and try again.",
  SERVER_UNREACHABLE: () =>
    "The shop's server does not answer. Your photo stays in the list; try again.",
  NETWORK: () => "The connection was lost. Check it and try again.",
  STORAGE_UNAVAILABLE: () =>
    "The photo storage does not answer. Your photo stays in the list; try again.",
  STORAGE_REFUSED: () => "The photo storage refused this file. Try again, or tell your support.",
  TICKET_EXPIRED: () => "The upload took too long and was not accepted. Try again.",
  CLAIM_INVALID: () => "This upload is not known. Add the photo again.",
  OBJECT_MISSING: () => "The photo did not arrive. Try again.",
  OBJECT_MISMATCH: () => "What arrived is not the photo you chose. Add it again.",
  PROCESSING_FAILED: () =>
    "This photo could not be processed. Save it again in a photo app and add that.",
  IMAGE_REFUSED: () => "This photo was not accepted. Please choose another one.",
  INTERNAL: () => "Something went wrong on our side. Your photo stays in the list; try again.",
};

// American English would put a comma before "or".
const locale = "en-GB";

const typeNames: Record<string, string> = {
  "image/jpeg": "a JPEG",
  "image/png": "a PNG",
  "image/webp": "a WebP",
  "image/avif": "an AVIF",
  "image/heic": "an iPhone photo (HEIC)",
  "image/gif": "a GIF",
  "image/bmp": "a BMP",
  "image/tiff": "a TIFF",
  "image/svg+xml": "an SVG drawing",
  "image/jxl": "a JPEG XL",
  "application/pdf": "a PDF",
};

function typeName(type: string): string {
  return typeNames[type] ?? "a file of another kind";
}

function number(value: number): string {
  return formatNumber(value, locale);
}

function count(amount: number, noun: string): string {
  return `${number(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}
