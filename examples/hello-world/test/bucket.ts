/** An empty bucket for the app of the example, with a clock that the test can set. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { createDevS3 } from "@picket/dev-s3";
import { vi } from "vitest";

export type TestBucket = Awaited<ReturnType<typeof startBucket>>;

/** To be called before the app is imported: it reads its settings then. */
export async function startBucket() {
  const dir = await mkdtemp(join(tmpdir(), "hello-world-"));
  let offsetMs = 0;
  const clock = () => new Date(Date.now() + offsetMs);
  const s3 = await createDevS3({
    dir,
    clock,
    buckets: [{ name: "picket", corsOrigins: ["*"] }],
  });
  const { endpoint, region, credentials } = s3;
  vi.stubEnv("S3_ENDPOINT", endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  return {
    client,
    url: `${endpoint}/picket`,
    setClockOffset: (value: number) => {
      offsetMs = value;
    },
    stop: async () => {
      client.destroy();
      await s3.close();
      await rm(dir, { recursive: true });
    },
  };
}
