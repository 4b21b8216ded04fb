/**
 * Buckets and objects on disk. Under the data folder:
 * `buckets/<name>/bucket.json` settings · `buckets/<name>/objects/<SHA-256 of the key>.json` one object ·
 * `buckets/<name>/blobs/<uuid>` its bytes · `incoming/` what is not committed yet.
 * An object appears, changes and goes with the rename or removal of its JSON file, and so never by halves.
 */
import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BodyFile, writeBodyFile, writeSynced } from "./body-file.ts";
import type { BucketSettings } from "./bucket-settings.ts";
import type { ChecksumAlgorithm } from "./checksums.ts";
import { hasErrorCode } from "./error-code.ts";
import { createObjectIndex, type ObjectIndex, type StoredObject } from "./object-index.ts";
import { sha256Hex } from "./sigv4.ts";

export type Bucket = { readonly name: string; settings: BucketSettings; objects: ObjectIndex };

/** Called with the object as it is at the moment of the change; throws to prevent it. */
export type Guard = (current: StoredObject | undefined) => void;

export type ObjectFiles = {
  buckets: ReadonlyMap<string, Bucket>;
  saveBucket: (name: string, settings: BucketSettings) => Promise<Bucket>;
  /** streams a body to disk without making it visible */
  receive: (
    content: AsyncIterable<Buffer>,
    algorithms: readonly ChecksumAlgorithm[],
  ) => Promise<BodyFile>;
  /** makes a received body visible under the object's key */
  commit: (
    bucket: Bucket,
    body: BodyFile,
    change: { object: Omit<StoredObject, "blob">; guard: Guard },
  ) => Promise<void>;
  /** replaces an object's description, the bytes stay */
  describe: (
    bucket: Bucket,
    key: string,
    change: (current: StoredObject | undefined) => StoredObject,
  ) => Promise<void>;
  remove: (bucket: Bucket, key: string, guard: Guard) => Promise<void>;
  /** the object and its bytes as they belong together, or undefined; the caller closes the file */
  open: (
    bucket: Bucket,
    key: string,
  ) => Promise<{ object: StoredObject; file: FileHandle } | undefined>;
};

/** Opens a data folder: reads what is there, removes what a crash left half done. */
export async function openObjectFiles(folder: string): Promise<ObjectFiles> {
  const incoming = join(folder, "incoming");
  const bucketFolder = (name: string) => join(folder, "buckets", name);
  const descriptionPath = (bucket: Bucket, key: string) =>
    join(bucketFolder(bucket.name), "objects", `${sha256Hex(key)}.json`);
  const blobPath = (bucket: Bucket, blob: string) => join(bucketFolder(bucket.name), "blobs", blob);

  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  await mkdir(join(folder, "buckets"), { recursive: true });
  const buckets = new Map<string, Bucket>();
  for (const name of await readdir(join(folder, "buckets"))) {
    const bucket = await loadBucket(bucketFolder(name), name);
    if (bucket !== undefined) buckets.set(name, bucket);
  }

  const turns = new Map<string, Promise<void>>();
  /** Changes to one key happen one after another. */
  async function inTurn(bucket: Bucket, key: string, work: () => Promise<void>): Promise<void> {
    const lane = `${bucket.name}/${key}`;
    const turn = (turns.get(lane) ?? Promise.resolve()).then(work);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    turns.set(lane, settled);
    try {
      await turn;
    } finally {
      if (turns.get(lane) === settled) turns.delete(lane);
    }
  }

  /** The rename is the moment at which the change happens. */
  async function place(text: string, path: string): Promise<void> {
    const draft = join(incoming, randomUUID());
    await writeSynced(draft, text);
    await rename(draft, path);
  }

  return {
    buckets,
    saveBucket: async (name, settings) => {
      await mkdir(join(bucketFolder(name), "objects"), { recursive: true });
      await mkdir(join(bucketFolder(name), "blobs"), { recursive: true });
      await place(JSON.stringify(settings), join(bucketFolder(name), "bucket.json"));
      const bucket = buckets.get(name) ?? { name, settings, objects: createObjectIndex([]) };
      bucket.settings = settings;
      buckets.set(name, bucket);
      return bucket;
    },
    receive: (content, algorithms) => writeBodyFile(incoming, content, algorithms),
    commit: (bucket, body, { object, guard }) =>
      inTurn(bucket, object.key, async () => {
        const current = bucket.objects.get(object.key);
        guard(current);
        const stored = { ...object, blob: randomUUID() };
        await rename(body.path, blobPath(bucket, stored.blob));
        await place(JSON.stringify(stored), descriptionPath(bucket, object.key));
        bucket.objects.set(stored);
        if (current !== undefined) await rm(blobPath(bucket, current.blob), { force: true });
      }),
    describe: (bucket, key, change) =>
      inTurn(bucket, key, async () => {
        const stored = change(bucket.objects.get(key));
        await place(JSON.stringify(stored), descriptionPath(bucket, key));
        bucket.objects.set(stored);
      }),
    remove: (bucket, key, guard) =>
      inTurn(bucket, key, async () => {
        const current = bucket.objects.get(key);
        guard(current);
        if (current === undefined) return;
        await rm(descriptionPath(bucket, key));
        bucket.objects.delete(key);
        await rm(blobPath(bucket, current.blob), { force: true });
      }),
    open: async (bucket, key) => {
      for (;;) {
        const object = bucket.objects.get(key);
        if (object === undefined) return undefined;
        try {
          return { object, file: await open(blobPath(bucket, object.blob), "r") };
        } catch (error) {
          // Replaced or removed in between: look again. Otherwise the file is truly missing.
          if (bucket.objects.get(key) === object) throw error;
        }
      }
    },
  };
}

async function loadBucket(folder: string, name: string): Promise<Bucket | undefined> {
  const settings = await readJson<BucketSettings>(join(folder, "bucket.json"));
  // A bucket whose creation was cut short has no settings yet: it was never acknowledged.
  if (settings === undefined) return undefined;
  const objects: StoredObject[] = [];
  for (const file of await readdir(join(folder, "objects"))) {
    const object = await readJson<StoredObject>(join(folder, "objects", file));
    if (object !== undefined) objects.push(object);
  }
  const used = new Set(objects.map((object) => object.blob));
  for (const blob of await readdir(join(folder, "blobs"))) {
    if (!used.has(blob)) await rm(join(folder, "blobs", blob));
  }
  return { name, settings, objects: createObjectIndex(objects) };
}

async function readJson<Content>(path: string): Promise<Content | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return undefined;
    throw error;
  }
  try {
    // Written by this module only, and renamed into place when complete.
    return JSON.parse(text) as Content;
  } catch (cause) {
    throw new Error(`${path} is damaged: remove the file, or the whole data folder.`, { cause });
  }
}
