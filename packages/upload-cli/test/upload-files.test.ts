import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createImagePolicy, uploadError } from "@picket/upload-core";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { CliApi } from "../src/create-api.ts";
import type { FoundFile } from "../src/find-files.ts";
import { openJournal } from "../src/journal.ts";
import { uploadFiles } from "../src/upload-files.ts";

test("files are asked for in their order, also when a small one is read before the large one in front of it", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "upload-files-"));
  try {
    const picture = await sharp({
      create: { width: 40, height: 40, channels: 3, background: "teal" },
    })
      .jpeg()
      .toBuffer();
    const sizes = [12_000_000, 6_000_000, 3_000_000, 1000, 0];
    const files: FoundFile[] = [];
    for (const [at, padding] of sizes.entries()) {
      const file = path.join(folder, `${at}.jpg`);
      await writeFile(file, Buffer.concat([picture, Buffer.alloc(padding, at)]));
      const { size: sizeBytes, mtimeMs: modifiedAtMs } = await stat(file);
      files.push({ path: file, label: `${at}.jpg`, sizeBytes, modifiedAtMs, isNamed: true });
    }
    const asked: string[] = [];
    const policy = createImagePolicy();
    const unused = async (): Promise<never> => {
      throw new Error("nothing is sent");
    };
    const api: CliApi = {
      policy: { query: async () => policy },
      getUploadTicket: {
        mutate: async ({ file }) => {
          asked.push(file.name);
          throw uploadError("IMAGE_UNREADABLE");
        },
      },
      completeUpload: { mutate: unused },
      discardUpload: { mutate: unused },
    };
    await uploadFiles(files, {
      api,
      policy,
      journal: openJournal(folder, { name: "j.ndjson", forget: [], isReadOnly: false }),
      input: {},
      concurrency: 3,
      signal: new AbortController().signal,
      onSettled: () => {},
      onProgress: () => {},
    });
    expect(asked).toEqual(files.map(({ label }) => label));
  } finally {
    await rm(folder, { recursive: true });
  }
});
