/** Uploads over tRPC. */
export { createUploadRouter } from "./create-upload-router.ts";
export { asTrpcErrors, formatUploadError, type UploadErrorShape } from "./trpc-errors.ts";
