/** A bucket behind a proxy that breaks connections, and the settings of a server that keeps its photos there. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDevS3, type DevS3 } from "@picket/dev-s3";
import { createFaultProxy, type FaultProxy } from "@picket/fault-lab";

export type FaultyStorage = {
  s3: DevS3;
  /** before the bucket, for whoever is sent to it */
  proxy: FaultProxy;
  close: () => Promise<void>;
};

/** @param options.clock the bucket's own */
export async function startFaultyStorage(
  options: { clock?: () => Date } = {},
): Promise<FaultyStorage> {
  const dir = await mkdtemp(path.join(tmpdir(), "picket-bucket-"));
  const buckets = [{ name: "photos", publicReadPrefixes: ["images/"] }];
  const s3 = await createDevS3({ dir, buckets, ...options });
  const proxy = await createFaultProxy({ target: s3.endpoint });
  return {
    s3,
    proxy,
    close: async () => {
      await proxy.close();
      await s3.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** @param endpoints where the server reaches the bucket, and where browsers do */
export function storageSettings(
  { region, credentials }: Pick<DevS3, "region" | "credentials">,
  endpoints: { server: string; browsers: string },
): Record<string, string> {
  return {
    S3_ENDPOINT: endpoints.server,
    S3_PUBLIC_ENDPOINT: endpoints.browsers,
    S3_FORCE_PATH_STYLE: "true",
    S3_BUCKET: "photos",
    S3_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    PICKET_SECRET: "only for this test, 32 characters",
    AUTH_SECRET: "another for this test, 32 characters",
  };
}
