/** Reads a file, checks it as the server will, and takes its fingerprint. */
import { createHash } from "node:crypto";
import { checkImage, checkSize, uploadError, UploadError } from "@picket/upload-core";
import type { ImagePolicy, PreparedFile } from "@picket/upload-core/client";

/** @throws FILE_UNREADABLE · what `checkImage` refuses */
export async function checkPicture(file: Blob, policy: ImagePolicy): Promise<PreparedFile> {
  // Before reading: 4 GB would not fit into memory.
  const tooBig = checkSize(file.size, policy);
  if (tooBig) throw new UploadError(tooBig);
  const bytes = await readBytes(file);
  const check = checkImage(bytes, policy);
  if (check.status === "refused") throw new UploadError(check.refusal);
  const { type, width, height } = check.header;
  const sha256 = createHash("sha256").update(bytes).digest("base64");
  return { file, description: { type, width, height, sizeBytes: bytes.byteLength, sha256 } };
}

/** Moved, changed since it was found, or not to be read by this user. */
async function readBytes(file: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw uploadError("FILE_UNREADABLE", { cause });
  }
}
