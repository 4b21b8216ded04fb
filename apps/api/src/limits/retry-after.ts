/** The header `Retry-After`, from what an error says of itself. */
import { isUploadError } from "@picket/upload-core";

/** For what passes and names no time. */
export const defaultRetryAfterSeconds = 5;

/** @returns whole seconds; null when the error names no time to wait */
export function retryAfterSeconds(error: unknown): number | null {
  if (!isUploadError(error)) return null;
  const { details } = error.refusal;
  const ms = "retryAfterMs" in details ? details.retryAfterMs : undefined;
  return ms === undefined ? null : Math.ceil(ms / 1000);
}
