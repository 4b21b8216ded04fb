/** A bucket that is never asked: tickets are signed without it. */
export const storage = {
  bucket: "photos",
  region: "us-east-1",
  endpoint: "http://127.0.0.1:9000",
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "s".repeat(40) },
  maxSizeBytes: 15 * 1024 * 1024,
};
