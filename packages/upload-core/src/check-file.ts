/** The one file check: the browser runs it before asking, the server before signing and again on what arrived. */
import type { ImagePolicy } from "./image-policy.ts";
import { readImageHeader, type ImageHeader } from "./image/read-image-header.ts";
import type { Refusal } from "./upload-error.ts";

export type FileFacts = { type: string; sizeBytes: number; width: number; height: number };

/**
 * Checks what a file is said to be.
 * @param facts `width` and `height` are stored pixels, before orientation
 * @returns why it is not accepted, or null
 */
export function checkFile(facts: FileFacts, policy: ImagePolicy): Refusal | null {
  return (
    checkSize(facts.sizeBytes, policy) ??
    checkType(facts.type, policy) ??
    checkDimensions(facts, policy)
  );
}

/** The part that needs no bytes: a file of 4 GB is refused without reading it. */
export function checkSize(sizeBytes: number, policy: ImagePolicy): Refusal | null {
  if (sizeBytes === 0) return { code: "FILE_EMPTY", details: {} };
  if (sizeBytes <= policy.maxSizeBytes) return null;
  const { maxSizeBytes } = policy;
  return { code: "FILE_TOO_LARGE", details: { sizeBytes, maxSizeBytes } };
}

/** How many pixels an image of this type may have. */
export function maxPixelsOf(type: string, policy: ImagePolicy): number {
  return type === "image/avif" ? policy.maxPixelsAvif : policy.maxPixels;
}

export type ImageCheck =
  | { status: "accepted"; header: Extract<ImageHeader, { status: "ok" }> }
  | { status: "refused"; refusal: Refusal };

/**
 * Checks what a file is, from its bytes alone; nothing is decoded.
 * @param bytes the whole file
 */
export function checkImage(bytes: Uint8Array, policy: ImagePolicy): ImageCheck {
  const tooBig = checkSize(bytes.byteLength, policy);
  if (tooBig) return refused(tooBig);
  const header = readImageHeader(bytes);
  if (header.status === "unsupported") return refused(typeRefusal(header.type, policy));
  if (header.status === "damaged") return refused({ code: "IMAGE_UNREADABLE", details: {} });
  const refusal =
    checkFile({ ...header, sizeBytes: bytes.byteLength }, policy) ?? checkStill(header);
  return refusal ? refused(refusal) : { status: "accepted", header };
}

/** A camera writes up to 20 progressive scans; a few hundred make a decoder spin for seconds. */
const maxScans = 32;

function checkStill(header: Extract<ImageHeader, { status: "ok" }>): Refusal | null {
  if (header.isAnimated) return { code: "IMAGE_ANIMATED", details: {} };
  if (header.scanCount > maxScans) return { code: "IMAGE_UNREADABLE", details: {} };
  return null;
}

function checkType(type: string, policy: ImagePolicy): Refusal | null {
  return policy.types.some((allowed) => allowed === type) ? null : typeRefusal(type, policy);
}

function checkDimensions(facts: FileFacts, policy: ImagePolicy): Refusal | null {
  const { width, height } = facts;
  const longer = Math.max(width, height);
  const maxPixels = maxPixelsOf(facts.type, policy);
  const refuse = (limit: "pixels" | "side" | "ratio", max: number): Refusal => ({
    code: "IMAGE_DIMENSIONS",
    details: { width, height, limit, max },
  });
  if (width * height > maxPixels) return refuse("pixels", maxPixels);
  if (longer > policy.maxSidePx) return refuse("side", policy.maxSidePx);
  if (longer > Math.min(width, height) * policy.maxAspectRatio) {
    return refuse("ratio", policy.maxAspectRatio);
  }
  return null;
}

function typeRefusal(actualType: string | null, policy: ImagePolicy): Refusal {
  return {
    code: "FILE_TYPE_NOT_ALLOWED",
    details: { actualType, allowedTypes: [...policy.types] },
  };
}

function refused(refusal: Refusal): ImageCheck {
  return { status: "refused", refusal };
}
