/** An S3 for development and tests that refuses what S3 refuses. */
export { createDevS3, type DevS3, type DevS3Options } from "./dev-s3.ts";
