/** The second try of a HEIC that the browser cannot decode; loaded by apps that bring a converter only. */
import { isUploadError, UploadError } from "../upload-error.ts";
import type { PreparedFile } from "./prepare-inline.ts";

/**
 * @throws UploadError that the file is a HEIC, with the converter's failure as `cause`, or what is wrong with what it made
 */
export async function prepareConverting(
  file: Blob,
  prepare: (file: Blob) => Promise<PreparedFile>,
  convert: () => Promise<Blob>,
): Promise<PreparedFile> {
  try {
    return await prepare(file);
  } catch (error) {
    if (!isHeicError(error)) throw error;
    return await prepareConverted(error, prepare, convert);
  }
}

async function prepareConverted(
  heicError: UploadError,
  prepare: (file: Blob) => Promise<PreparedFile>,
  convert: () => Promise<Blob>,
): Promise<PreparedFile> {
  try {
    const converted = await convert();
    if (!(converted instanceof Blob && converted.size)) throw new TypeError("not a picture");
    return await prepare(converted);
  } catch (cause) {
    // "This is not a picture" would be true of what the converter made, but not of what the person chose.
    const isOfPicture = isUploadError(cause) && cause.code !== heicError.code;
    throw isOfPicture ? cause : new UploadError(heicError.refusal, { cause });
  }
}

function isHeicError(error: unknown): error is UploadError {
  if (!isUploadError(error)) return false;
  const { details } = error.refusal;
  return "actualType" in details && details.actualType === "image/heic";
}
