/** A person's desk: a folder of photos, the state of earlier runs, and the built command. */
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { vi } from "vitest";
import type { Shop } from "./shop.ts";

type Run = { exitCode: number | null; stdout: string; stderr: string };

export type Running = {
  ended: Promise<Run>;
  /** what it has written so far */
  stdout: () => string;
  kill: (signal: NodeJS.Signals) => void;
};

export type Desk = {
  folder: string;
  /** writes photos of these names, each different */
  addPhotos: (...names: string[]) => Promise<void>;
  addFile: (name: string, content: string | Uint8Array) => Promise<void>;
  /** starts `picket` in the folder, signed in at the shop unless `env` says otherwise */
  start: (args: string[], env?: Record<string, string>) => Running;
  picket: (args: string[], env?: Record<string, string>) => Promise<Run>;
  /** waits until the journal of a run holds this text */
  journalSays: (text: string) => Promise<void>;
  clear: () => Promise<void>;
};

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export async function setUpDesk(shop: Shop): Promise<Desk> {
  const [folder, state] = await Promise.all(
    ["photos", "state"].map((name) => mkdtemp(path.join(tmpdir(), `picket-cli-${name}-`))),
  );
  if (folder === undefined || state === undefined) throw new Error("no folder");
  let photoCount = 0;

  const start: Desk["start"] = (args, env = { PICKET_COOKIE: shop.cookie }) => {
    const { PATH } = process.env;
    const variables = { PATH, XDG_STATE_HOME: state, PICKET_URL: shop.url, ...env };
    const child = spawn(process.execPath, [cli, ...args], { env: variables, cwd: folder });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<Run>((resolve) => {
      child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
    });
    return { ended, stdout: () => stdout, kill: (signal) => void child.kill(signal) };
  };

  return {
    folder,
    addPhotos: async (...names) => {
      for (const name of names) {
        photoCount += 1;
        await writeFile(path.join(folder, name), await photo(photoCount));
      }
    },
    addFile: (name, content) => writeFile(path.join(folder, name), content),
    start,
    picket: (args, env) => start(args, env).ended,
    journalSays: async (text) => {
      const isThere = async () => (await readJournals(path.join(state, "picket"))).includes(text);
      await vi.waitUntil(isThere, { timeout: 60_000, interval: 1 });
    },
    clear: async () => {
      await rm(folder, { recursive: true, force: true });
      await rm(state, { recursive: true, force: true });
    },
  };
}

/** Noise makes it heavy, and no two alike. */
async function photo(seed: number): Promise<Buffer> {
  const noise = { type: "gaussian" as const, mean: 100 + seed, sigma: 40 };
  const background = { r: 128, g: 128, b: 128 };
  return sharp({ create: { width: 600, height: 400, channels: 3, background, noise } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

async function readJournals(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const journals = names.filter((name) => name.endsWith(".ndjson"));
  const texts = journals.map((name) => readFile(path.join(folder, name), "utf8"));
  return (await Promise.all(texts)).join("");
}
