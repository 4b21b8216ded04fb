/** Tells whoever runs the server why an upload did not go on, where nobody else is told. */
import { isUploadError } from "@picket/upload-core";
import { TookTooLongError, type UploadBackend } from "@picket/upload-server";
import { logError, plainText } from "../log.ts";
import type { Metrics } from "./metrics.ts";

export function tellFaults(metrics: Metrics): NonNullable<UploadBackend<never>["onError"]> {
  return (error, { step, imageId }) => {
    const cause = isUploadError(error) ? error.cause : null;
    metrics.countFault({ step, kind: cause instanceof TookTooLongError ? "time" : "error" });
    // Not anybody's text as others are: the decoder's last words, without which nobody knows what killed it.
    const reason = step === "decode" && cause instanceof Error ? plainText(cause.message) : null;
    logError(`upload ${step}`, error, { imageId, ...(reason !== null && { reason }) });
  };
}
