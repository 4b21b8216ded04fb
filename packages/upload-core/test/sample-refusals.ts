/** Refusals of every kind: each code of the table, with details of each shape that it can carry. */
import {
  errorTable,
  type UploadErrorCode,
  type UploadErrorDetailsByCode,
} from "../src/error-table.ts";
import type { Refusal } from "../src/upload-error.ts";

const details: { [Code in keyof UploadErrorDetailsByCode]: UploadErrorDetailsByCode[Code][] } = {
  FILE_TOO_LARGE: [
    { sizeBytes: 15_728_641, maxSizeBytes: 15_728_640 },
    { sizeBytes: 4_294_967_296, maxSizeBytes: 100_000 },
    { sizeBytes: 100_001, maxSizeBytes: 100_000 },
    { sizeBytes: 2, maxSizeBytes: 1 },
  ],
  FILE_TYPE_NOT_ALLOWED: [
    { actualType: null, allowedTypes: ["image/jpeg", "image/png"] },
    { actualType: "image/heic", allowedTypes: ["image/jpeg"] },
    { actualType: "image/svg+xml", allowedTypes: ["image/jpeg"] },
    { actualType: "image/jxl", allowedTypes: ["image/jpeg", "image/webp", "image/avif"] },
    { actualType: "image/of-another-server", allowedTypes: ["image/png"] },
  ],
  IMAGE_DIMENSIONS: [
    { width: 10_000, height: 6000, limit: "pixels", max: 50_000_000 },
    { width: 1001, height: 1000, limit: "pixels", max: 1_000_000 },
    { width: 801, height: 600, limit: "pixels", max: 480_000 },
    { width: 13_000, height: 10, limit: "side", max: 12_000 },
    { width: 5100, height: 100, limit: "ratio", max: 50 },
  ],
  TOO_MANY_FILES: [{ maxFiles: 20 }, { maxFiles: 1 }],
  RATE_LIMITED: [{ retryAfterMs: 0 }, { retryAfterMs: 1500 }, { retryAfterMs: 600_000 }],
  SERVER_UNREACHABLE: [{}, { retryAfterMs: 2000 }],
  STORAGE_UNAVAILABLE: [{}, { retryAfterMs: 2000 }],
};

export const codes = Object.keys(errorTable) as UploadErrorCode[];

/** @returns at least one */
export function samplesOf(code: UploadErrorCode): Refusal[] {
  const known: Partial<Record<UploadErrorCode, object[]>> = details;
  // Typed as pairs above; TypeScript cannot follow them through an index.
  return (known[code] ?? [{}]).map((carried) => ({ code, details: carried }) as Refusal);
}
