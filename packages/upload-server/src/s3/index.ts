/** The store on S3. */
export { createS3Client, type S3ClientOptions } from "./s3-client.ts";
export { createS3Store, type S3StoreOptions } from "./s3-store.ts";
