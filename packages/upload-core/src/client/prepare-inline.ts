/** Reads, checks, transforms and hashes a file right here; the worker does it with this, and so does Node. */
import { checkImage, checkSize } from "../check-file.ts";
import type { ImagePolicy } from "../image-policy.ts";
import { sniffImageType } from "../image/sniff-type.ts";
import type { DescribedFile } from "../ticket.ts";
import { uploadError, UploadError } from "../upload-error.ts";
import { isWhole } from "./is-whole.ts";
import { transformImage, type ImageTransform } from "./transform-image.ts";

export type PrepareJob = {
  file: Blob;
  policy: ImagePolicy;
  transform?: ImageTransform | undefined;
};

export type FileDescription = Omit<DescribedFile, "name">;

/** `file` is what will be sent; the description is of its bytes. */
export type PreparedFile = { file: Blob; description: FileDescription };

/** What is to be made smaller may be larger than what is sent; more than this would not fit into a phone's memory. */
const maxOriginalBytes = 100 * 1024 * 1024;

/** HEIC is never sent as it is. As a JPEG it may be twice as large: the next one is for when the policy takes no more. */
const heicTransforms: readonly ImageTransform[] = [
  { type: "image/jpeg", quality: 0.92 },
  { type: "image/jpeg", quality: 0.8 },
  { type: "image/jpeg", quality: 0.8, maxWidth: 2500, maxHeight: 2500 },
];

/** @throws FILE_UNREADABLE · INSECURE_CONTEXT · what `checkImage` refuses */
export async function prepareInline(job: PrepareJob): Promise<PreparedFile> {
  const { file, policy } = job;
  // Before reading: 4 GB would not fit into memory.
  const refusal = checkSize(file.size, originalPolicy(job));
  if (refusal) throw new UploadError(refusal);
  const bytes = await readBytes(file);
  const transformed = await transform(bytes, job);
  return transformed
    ? describe(transformed, await readBytes(transformed), policy)
    : describe(file, bytes, policy);
}

/** @returns null when the file is to be sent, or refused, as it is */
async function transform(bytes: Uint8Array, job: PrepareJob): Promise<Blob | null> {
  const { file, policy, transform: wanted } = job;
  if (sniffImageType(bytes) === "image/heic") {
    return transformHeic(withType(file, "image/heic"), job);
  }
  if (!wanted) return null;
  const check = checkImage(bytes, originalPolicy(job));
  if (check.status === "refused") return null;
  const { type, orientation } = check.header;
  // The server turns every type; browsers do not turn all of these.
  const isTurned = orientation === 1 || type === "image/jpeg" || type === "image/avif";
  if (!isTurned || !isWhole(bytes, type)) return null;
  const result = await transformImage(withType(file, type), wanted, policy.types);
  return result && result.size < file.size ? result : null;
}

/** @returns the last try even if that is too large, too: then its size is the reason why it is refused */
async function transformHeic(file: Blob, { policy, transform: wanted }: PrepareJob) {
  let result: Blob | null = null;
  for (const tried of wanted ? [wanted] : heicTransforms) {
    result = await transformImage(file, tried, policy.types);
    if (!result || result.size <= policy.maxSizeBytes) break;
  }
  return result;
}

/** Not what its name promises, but what its bytes are. */
function withType(file: Blob, type: string): Blob {
  return file.slice(0, file.size, type);
}

function originalPolicy({ policy, transform: wanted }: PrepareJob): ImagePolicy {
  if (!wanted) return policy;
  return { ...policy, maxSizeBytes: Math.max(policy.maxSizeBytes, maxOriginalBytes) };
}

async function describe(
  file: Blob,
  bytes: Uint8Array<ArrayBuffer>,
  policy: ImagePolicy,
): Promise<PreparedFile> {
  const check = checkImage(bytes, policy);
  if (check.status === "refused") throw new UploadError(check.refusal);
  const { type, width, height } = check.header;
  const sizeBytes = bytes.byteLength;
  return { file, description: { type, width, height, sizeBytes, sha256: await hash(bytes) } };
}

/** Moved, deleted, changed on disk, or a folder. */
async function readBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await file.arrayBuffer().catch((cause: unknown) => {
    throw uploadError("FILE_UNREADABLE", { cause });
  });
  // Firefox reads what is there now, and would later send as much of it as there was.
  if (bytes.byteLength !== file.size) throw uploadError("FILE_UNREADABLE");
  return new Uint8Array(bytes);
}

/** @returns base64, as S3 writes it */
async function hash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Browsers offer it on https and localhost only; the types do not know.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) throw uploadError("INSECURE_CONTEXT");
  const digest = await subtle.digest("SHA-256", bytes);
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
