/** Prepares a file without looking at its pixels, so that any bytes will do. */
import { checkFile } from "../check-file.ts";
import type { Prepare } from "../client/prepare-file.ts";
import { UploadError } from "../upload-error.ts";

/**
 * Takes any file for a picture of 1600 × 1200 and of the type that it says, JPEG when it says none.
 * @throws what the policy refuses: size, type, dimensions
 */
export const fakePrepare: Prepare = async (file, policy) => {
  const type = file.type || "image/jpeg";
  const facts = { type, width: 1600, height: 1200, sizeBytes: file.size };
  const refusal = checkFile(facts, policy);
  if (refusal) throw new UploadError(refusal);
  const sha256 = fakeSha256(new Uint8Array(await file.arrayBuffer()));
  return { file, description: { ...facts, sha256 } };
};

/**
 * Tells contents apart and looks like the real one. The real one is calculated elsewhere meanwhile, and a test could
 * not say when it will be there.
 * @see FNV-1a, 32 bits
 */
function fakeSha256(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return btoa((hash >>> 0).toString(16).padStart(32, "0"));
}
