/** The embedded S3 in a folder of its own, and Picket's store on it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDevS3 } from "@picket/dev-s3";
import { imagesPrefix, incomingPrefix, type ObjectStore } from "@picket/upload-server";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";

export type LabStorage = {
  origin: string;
  /** @param publicEndpoint where browsers are sent */
  createStore: (publicEndpoint: string) => ObjectStore;
  /** how many images there are, of whatever number of variants */
  countImages: () => Promise<number>;
  /** how many uploads wait for their verification, or for the sweep */
  countIncoming: () => Promise<number>;
  close: () => Promise<void>;
};

const bucket = "picket";

/** @param options.corsOrigins may send to it */
export async function startStorage(options: {
  clock: () => Date;
  corsOrigins: string[];
}): Promise<LabStorage> {
  const { clock, corsOrigins } = options;
  const dir = await mkdtemp(join(tmpdir(), "fault-lab-"));
  const s3 = await createDevS3({ dir, clock, buckets: [{ name: bucket, corsOrigins }] });
  const { endpoint, region, credentials } = s3;
  const client = createS3Client({ endpoint, region, credentials, forcePathStyle: true });
  const store = createS3Store({ client, bucket });
  const keys = async (prefix: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of store.list(prefix)) found.push(key);
    return found;
  };
  return {
    // The server listens on IPv4 only; a name would be tried as IPv6 first.
    origin: endpoint.replace("localhost", "127.0.0.1"),
    createStore: (publicEndpoint) => createS3Store({ client, bucket, publicEndpoint }),
    countImages: async () =>
      new Set((await keys(imagesPrefix)).map((key) => key.split("/")[1])).size,
    countIncoming: async () => (await keys(incomingPrefix)).length,
    close: async () => {
      client.destroy();
      await s3.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
