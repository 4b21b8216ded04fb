import { createServer } from "node:http";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createImagePolicy, uploadError } from "@picket/upload-core";
import sharp from "sharp";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import type { CliApi } from "../src/create-api.ts";
import type { FoundFile } from "../src/find-files.ts";
import { openJournal } from "../src/journal.ts";
import { uploadFiles } from "../src/upload-files.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "upload-files-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** @param paddings bytes behind the picture of each file */
async function writePhotos(...paddings: number[]): Promise<FoundFile[]> {
  const picture = await sharp({
    create: { width: 40, height: 40, channels: 3, background: "teal" },
  })
    .jpeg()
    .toBuffer();
  const files: FoundFile[] = [];
  for (const [at, padding] of paddings.entries()) {
    const file = path.join(folder, `${at}.jpg`);
    await writeFile(file, Buffer.concat([picture, Buffer.alloc(padding, at)]));
    const { size: sizeBytes, mtimeMs: modifiedAtMs } = await stat(file);
    files.push({ path: file, label: `${at}.jpg`, sizeBytes, modifiedAtMs, isNamed: true });
  }
  return files;
}

const policy = createImagePolicy();
const unused = async (): Promise<never> => {
  throw new Error("nothing is sent");
};

/** One run of the command, as far as it concerns the files. */
async function run(files: FoundFile[], api: Partial<CliApi>) {
  const outcomes: string[] = [];
  const gaveUp = await uploadFiles(files, {
    api: {
      policy: { query: async () => policy },
      getUploadTicket: { mutate: unused },
      completeUpload: { mutate: unused },
      discardUpload: { mutate: unused },
      ...api,
    },
    policy,
    journal: openJournal(folder, { name: "j.ndjson", forget: [], isReadOnly: false }),
    input: {},
    concurrency: 3,
    signal: new AbortController().signal,
    onSettled: ({ label }, outcome) => outcomes.push(`${label} ${outcome.status}`),
    onProgress: () => {},
  });
  return { gaveUp: gaveUp?.code, outcomes };
}

test("files are asked for in their order, also when a small one is read before the large one in front of it", async () => {
  const files = await writePhotos(12_000_000, 6_000_000, 3_000_000, 1000, 0);
  const asked: string[] = [];
  await run(files, {
    getUploadTicket: {
      mutate: async ({ file }) => {
        asked.push(file.name);
        throw uploadError("IMAGE_UNREADABLE");
      },
    },
  });
  expect(asked).toEqual(files.map(({ label }) => label));
});

test("what a full shop has ended is sent anew by the next run, when there is room again", async () => {
  const files = await writePhotos(0);
  const requests: string[] = [];
  const ends = new Map<string, "full" | "published">();
  let isFull = true;
  const storage = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(201).end());
  });
  storage.listen(0, "127.0.0.1");
  onTestFinished(() => void storage.close());
  await once(storage, "listening");
  // It listens on a port.
  const url = `http://127.0.0.1:${(storage.address() as AddressInfo).port}/`;
  const api: Partial<CliApi> = {
    getUploadTicket: {
      mutate: async () => {
        const claim = `claim-${ends.size + 1}`;
        requests.push(`ticket ${claim}`);
        return { method: "POST", url, fields: {}, claim, expiresInMs: 300_000 };
      },
    },
    completeUpload: {
      mutate: async ({ claim }) => {
        requests.push(`complete ${claim}`);
        // As the ledger keeps it: an end is final.
        const end = ends.get(claim) ?? (isFull ? "full" : "published");
        ends.set(claim, end);
        if (end === "full") throw uploadError("QUOTA_EXCEEDED");
        return { status: "published", data: {} };
      },
    },
  };
  expect(await run(files, api)).toEqual({ gaveUp: "QUOTA_EXCEEDED", outcomes: ["0.jpg failed"] });
  isFull = false;
  expect(await run(files, api)).toEqual({ gaveUp: undefined, outcomes: ["0.jpg published"] });
  expect(requests).toEqual([
    "ticket claim-1",
    "complete claim-1",
    "ticket claim-2",
    "complete claim-2",
  ]);
});
