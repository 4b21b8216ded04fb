/** dev-s3 in a process of its own, with its data in memory where the system has a folder for that. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { S3Client } from "@aws-sdk/client-s3";
import { createS3Client } from "@picket/upload-server/s3";
import { createTempFolder } from "./temp-folder.ts";

export type Storage = { client: S3Client; bucket: string; close: () => Promise<void> };

export async function startStorage(): Promise<Storage> {
  const folder = createTempFolder(memoryFolder());
  const cli = fileURLToPath(new URL("cli.js", import.meta.resolve("@picket/dev-s3")));
  const child = spawn(process.execPath, [cli, "--port", "0", "--dir", folder.path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const settings = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [name = "", value = ""] = line.split(/=(.*)/s);
    settings.set(name, value);
    if (name === "SECRET_KEY") break;
  }
  const read = (name: string): string => {
    const value = settings.get(name);
    if (value === undefined) throw new Error(`dev-s3 ended without saying its ${name}.`);
    return value;
  };
  return {
    bucket: read("BUCKET"),
    client: createS3Client({
      endpoint: read("ENDPOINT"),
      region: read("REGION"),
      forcePathStyle: true,
      credentials: { accessKeyId: read("ACCESS_KEY"), secretAccessKey: read("SECRET_KEY") },
    }),
    close: async () => {
      child.kill();
      await ended;
      await folder.remove();
    },
  };
}

/** dev-s3 syncs every object: on a disk, that would be what is measured. */
function memoryFolder(): string {
  return existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
}
