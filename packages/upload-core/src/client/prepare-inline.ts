/** Reads, checks and hashes a file right here; the worker does it with this, and so does Node. */
import { checkImage, checkSize } from "../check-file.ts";
import type { ImagePolicy } from "../image-policy.ts";
import type { DescribedFile } from "../ticket.ts";
import { uploadError, UploadError } from "../upload-error.ts";

export type FileDescription = Omit<DescribedFile, "name">;

/** @throws FILE_UNREADABLE · INSECURE_CONTEXT · what `checkImage` refuses */
export async function prepareInline(file: Blob, policy: ImagePolicy): Promise<FileDescription> {
  // Before reading: 4 GB would not fit into memory.
  const refusal = checkSize(file.size, policy);
  if (refusal) throw new UploadError(refusal);
  const bytes = await readBytes(file);
  const check = checkImage(bytes, policy);
  if (check.status === "refused") throw new UploadError(check.refusal);
  const { type, width, height } = check.header;
  return { type, width, height, sizeBytes: bytes.byteLength, sha256: await hash(bytes) };
}

/** Moved, deleted, changed on disk, or a folder. */
async function readBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw uploadError("FILE_UNREADABLE", { cause });
  }
}

/** @returns base64, as S3 writes it */
async function hash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Browsers offer it on https and localhost only; the types do not know.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) throw uploadError("INSECURE_CONTEXT");
  const digest = await subtle.digest("SHA-256", bytes);
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
