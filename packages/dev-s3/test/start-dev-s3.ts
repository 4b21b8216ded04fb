/** A server of its own for a test file, with a clock that the test can set. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import { createDevS3, type DevS3, type DevS3Options } from "../src/index.ts";

export type TestServer = DevS3 & {
  dir: string;
  /** moves the server's clock by so many ms from the real time */
  setClockOffset: (offsetMs: number) => void;
  client: S3Client;
  /** text under a key of the bucket "picket" */
  read: (key: string) => Promise<string>;
  put: (key: string, text?: string) => Promise<PutObjectCommandOutput>;
  stop: () => Promise<void>;
};

/** Starts a server in a new folder; `stop` closes it and removes the folder. */
export async function startDevS3(options: Partial<DevS3Options> = {}): Promise<TestServer> {
  const dir = await mkdtemp(join(tmpdir(), "dev-s3-"));
  let offsetMs = 0;
  const clock = () => new Date(Date.now() + offsetMs);
  const server = await createDevS3({ dir, clock, ...options });
  const client = clientOf(server);
  return {
    ...server,
    dir,
    setClockOffset: (value) => {
      offsetMs = value;
    },
    client,
    read: async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: "picket", Key }));
      return Body!.transformToString();
    },
    put: (Key, Body = "content") =>
      client.send(new PutObjectCommand({ Bucket: "picket", Key, Body })),
    stop: async () => {
      client.destroy();
      await server.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** The real SDK, with its own default settings, pointed at a server. */
export function clientOf(server: Pick<DevS3, "endpoint" | "region" | "credentials">): S3Client {
  const { endpoint, region, credentials } = server;
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
}

/** The text of an element of an XML answer. */
export function xmlText(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
