/** A body on its way to disk: hashed while it is written, synced, invisible until it is committed. */
import { createHash, randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ChecksumAlgorithm, createChecksum } from "./checksums.ts";
import type { BodyDigests } from "./integrity.ts";

export type BodyFile = {
  path: string;
  sizeBytes: number;
  digests: BodyDigests;
  /** MD5 in hex */
  etag: string;
  /** removes the file, if it was not committed */
  discard: () => Promise<void>;
};

/** Writes a stream to a new file in `folder`; on any error nothing stays behind. */
export async function writeBodyFile(
  folder: string,
  content: AsyncIterable<Buffer>,
  algorithms: readonly ChecksumAlgorithm[],
): Promise<BodyFile> {
  const path = join(folder, randomUUID());
  const discard = () => rm(path, { force: true });
  try {
    const written = await write(path, content, algorithms);
    return { path, ...written, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Writes a small file that is complete and synced when it appears under `path`. */
export async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function write(
  path: string,
  content: AsyncIterable<Buffer>,
  algorithms: readonly ChecksumAlgorithm[],
) {
  const md5 = createHash("md5");
  const running = algorithms.map((algorithm) => [algorithm, createChecksum(algorithm)] as const);
  let sizeBytes = 0;
  const file = await open(path, "wx");
  try {
    for await (const chunk of content) {
      sizeBytes += chunk.length;
      md5.update(chunk);
      for (const [, checksum] of running) checksum.update(chunk);
      await writeAll(file, chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  const digest = md5.digest();
  const checksums = Object.fromEntries(
    running.map(([algorithm, checksum]) => [algorithm, checksum.digest()]),
  );
  return {
    sizeBytes,
    etag: digest.toString("hex"),
    digests: { md5: digest.toString("base64"), checksums },
  };
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Buffer): Promise<void> {
  for (let offset = 0; offset < chunk.length;) {
    offset += (await file.write(chunk, offset)).bytesWritten;
  }
}
