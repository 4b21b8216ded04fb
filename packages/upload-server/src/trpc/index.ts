/** Uploads over tRPC. */
export { createUploadRouter } from "./create-upload-router.ts";
export { formatUploadError, type UploadErrorShape } from "./trpc-errors.ts";
