/** An S3 client with settings that suit an upload backend; any other `S3Client` works with `createS3Store` too. */
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";

export type S3ClientOptions = {
  region: string;
  /** as the server reaches the store; AWS itself when left out */
  endpoint?: string;
  /** `http://host/bucket` instead of `http://bucket.host`: for stores without a name per bucket */
  forcePathStyle?: boolean;
  /** the SDK's own chain (environment, profile, role) when left out */
  credentials?: NonNullable<S3ClientConfig["credentials"]>;
  /** until the answer begins, and between two pieces of its body; 15,000 when left out */
  requestTimeoutMs?: number;
};

export function createS3Client({
  requestTimeoutMs = 15_000,
  ...options
}: S3ClientOptions): S3Client {
  return new S3Client({
    ...options,
    // The default sends checksums as trailers of a stream, which Ceph 16 and others answer with 411.
    requestChecksumCalculation: "WHEN_REQUIRED",
    // What is read is hashed against the claim anyway.
    responseChecksumValidation: "WHEN_REQUIRED",
    // One repeat hides a dropped connection. More would outlast the person's patience; the browser asks again.
    maxAttempts: 2,
    requestHandler: {
      // A host that does not take a connection in 3 s is down. The SDK would wait for the system, minutes.
      connectionTimeout: 3000,
      requestTimeout: requestTimeoutMs,
      // Without this the SDK prints a warning when the time is over, and goes on waiting.
      throwOnRequestTimeout: true,
      // The request's time ends where the body begins; this one also ends a body that stalls.
      socketTimeout: requestTimeoutMs,
    },
  });
}
