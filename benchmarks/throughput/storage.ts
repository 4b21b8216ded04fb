/** dev-s3 beside the application, with its data in memory where the system has a folder for that. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { Worker } from "node:worker_threads";
import type { S3Client } from "@aws-sdk/client-s3";
import type { DevS3 } from "@picket/dev-s3";
import { createS3Client } from "@picket/upload-server/s3";
import { createTempFolder } from "./temp-folder.ts";

export type Storage = { client: S3Client; bucket: string; close: () => Promise<void> };

export async function startStorage(): Promise<Storage> {
  const folder = createTempFolder(memoryFolder());
  const thread = new Worker(new URL("storage-thread.mjs", import.meta.url), {
    workerData: folder.path,
  });
  const ended = once(thread, "exit");
  // The thread's first message; it has no other.
  const [{ bucket, ...s3 }] = (await once(thread, "message")) as [Started];
  return {
    bucket,
    client: createS3Client({ ...s3, forcePathStyle: true }),
    close: async () => {
      thread.postMessage("close");
      await ended;
      await folder.remove();
    },
  };
}

type Started = Pick<DevS3, "endpoint" | "region" | "credentials"> & { bucket: string };

/** dev-s3 syncs every object: on a disk, that would be what is measured. */
function memoryFolder(): string {
  return existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
}
