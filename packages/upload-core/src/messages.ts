/** What people read, by code: what happened, then what they can do. Replace any of them, or all for another language. */
import type { UploadErrorCode } from "./error-table.ts";
import type { Refusal } from "./upload-error.ts";

export type Messages = {
  [Code in UploadErrorCode]: (details: Extract<Refusal, { code: Code }>["details"]) => string;
};

/**
 * @param messages replacements, e.g. a translation
 * @returns one or two sentences for the person with the file
 */
export function describeRefusal(refusal: Refusal, messages: Partial<Messages> = {}): string {
  // Code and details come as a pair of the same row; TypeScript cannot follow that through an index.
  const describe = (messages[refusal.code] ?? english[refusal.code]) as (
    details: Refusal["details"],
  ) => string;
  return describe(refusal.details);
}

export const english: Messages = {
  FILE_EMPTY: () => "This file is empty. Choose the photo again.",
  FILE_TOO_LARGE: ({ sizeBytes, maxSizeBytes }) =>
    `This file has ${inMegabytes(sizeBytes, Math.ceil)}; the limit is ${inMegabytes(maxSizeBytes, Math.floor)}. Save a smaller copy and try that.`,
  FILE_TYPE_NOT_ALLOWED: ({ actualType, allowedTypes }) =>
    actualType === "image/heic"
      ? "This is an iPhone photo in HEIC format. On the iPhone choose Settings › Camera › Formats › Most Compatible for new photos; for this one, share it as JPEG and add that."
      : `This is ${typeName(actualType)}. Please choose ${list(allowedTypes.map(typeName))}.`,
  FILE_UNREADABLE: () =>
    "This file could not be read. It may have been moved or changed; choose it again.",
  IMAGE_UNREADABLE: () =>
    "This image is damaged. Open it in a photo app, save it again, and add that.",
  IMAGE_ANIMATED: () => "This image is animated. Please choose a still picture.",
  IMAGE_DIMENSIONS: ({ width, height, limit, max }) => {
    const size = `This image has ${width} × ${height} pixels`;
    if (limit === "pixels") return `${size}; the limit is ${inMegapixels(max)}. Make it smaller.`;
    if (limit === "side") return `${size}; the longer side may have ${max}. Make it smaller.`;
    return `${size}, which is too long and thin for a photo. Crop it.`;
  },
  TOO_MANY_FILES: ({ maxFiles }) =>
    `Only ${maxFiles} photos at a time. Add this one when others are finished.`,
  DUPLICATE_FILE: () => "This photo is already in the list.",
  INSECURE_CONTEXT: () =>
    "Photos can only be added over a secure connection. Open this page with https.",
  INPUT_INVALID: () => "The page sent something unexpected. Reload it and try again.",
  UNAUTHORIZED: () => "You are not signed in any more. Sign in and try again.",
  FORBIDDEN: () =>
    "You cannot add photos here: this product does not exist or belongs to another shop.",
  RATE_LIMITED: ({ retryAfterMs }) =>
    `Too many uploads at once. Try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`,
  QUOTA_EXCEEDED: () => "Your shop's storage is full. Delete photos you no longer need.",
  SERVER_UNREACHABLE: () => "The shop's server does not answer. Your photo is kept; try again.",
  NETWORK: () => "The connection was lost. Check it and try again.",
  STORAGE_UNAVAILABLE: () => "The photo storage does not answer. Your photo is kept; try again.",
  STORAGE_REFUSED: () => "The photo storage refused this file. Try again, or tell your support.",
  TICKET_EXPIRED: () => "The upload took too long and was not accepted. Try again.",
  CLAIM_INVALID: () => "This upload is not known. Add the photo again.",
  OBJECT_MISSING: () => "The photo did not arrive. Try again.",
  OBJECT_MISMATCH: () => "What arrived is not the photo you chose. Add it again.",
  PROCESSING_FAILED: () =>
    "This photo could not be processed. Save it again in a photo app and add that.",
  INTERNAL: () => "Something went wrong on our side. Your photo is kept; try again.",
};

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

function typeName(type: string | null): string {
  return (type !== null && typeNames[type]) || "not a picture";
}

function list(names: string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** @param round up for a size and down for a limit, so that the two never read the same */
function inMegabytes(sizeBytes: number, round: (value: number) => number): string {
  return `${round((sizeBytes / (1024 * 1024)) * 10) / 10} MB`;
}

function inMegapixels(pixels: number): string {
  return `${Math.floor(pixels / 1_000_000)} megapixels`;
}
