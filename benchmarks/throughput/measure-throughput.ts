/** Uploads the same files in turn by each contender, from a real browser to the same storage. */
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { resolveChromium } from "@picket/chromium";
import { createS3Store } from "@picket/upload-server/s3";
import type { SignedPost } from "@picket/upload-server";
import { chromium, type Browser, type Page } from "playwright";
import { writeJpegs, type JpegFile } from "./jpeg-files.ts";
import { startLoadMeter } from "./load-meter.ts";
import type { ContenderName } from "./page/page.ts";
import { startServer, type Server } from "./server.ts";
import { startStorage, type Storage } from "./storage.ts";
import { createTempFolder } from "./temp-folder.ts";

export const contenderNames = [
  "bare XHR",
  "Picket",
  "better-upload",
  "Uppy",
] as const satisfies readonly ContenderName[];

/** A line between the browser and everything else; none: as fast as the machine is. */
export type Line = { megabitsPerSecond: number; latencyMs: number };

export type Plan = { fileCount: number; sizeBytes: number; rounds: number; line?: Line };

export type Run = {
  name: ContenderName;
  round: number;
  seconds: number;
  /** 0–1: how busy all cores of the machine were */
  cpuLoad: number;
};

export type Measurement = {
  runs: Run[];
  /** milliseconds of every item of one more run by Picket, by the state it was in */
  phases: Record<string, number[]>;
  browserVersion: string;
  /** SHA-256 in this browser: builds differ by a factor of ten */
  hashMegabytesPerSecond: number;
};

/**
 * One round more than planned is run first, to warm up, and not counted.
 * @throws Error when a file is missing in storage after a run
 */
export async function measureThroughput(plan: Plan): Promise<Measurement> {
  const closers: Array<() => Promise<void>> = [];
  try {
    const folder = createTempFolder(tmpdir());
    closers.push(folder.remove);
    const storage = await startStorage();
    closers.push(storage.close);
    const server = await startServer(storage, { maxFiles: plan.fileCount });
    closers.push(server.close);
    const browser = await launchBrowser();
    closers.push(() => browser.close());
    const { fileCount: count, sizeBytes } = plan;
    const files = await writeJpegs(folder.path, { count, sizeBytes });
    return await runRounds({ plan, storage, server, browser, files });
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

type Bench = {
  plan: Plan;
  storage: Storage;
  server: Server;
  browser: Browser;
  files: readonly JpegFile[];
};

async function launchBrowser(): Promise<Browser> {
  const { env, ...found } = await resolveChromium();
  return chromium.launch({ ...found, env: { ...process.env, ...env } });
}

async function runRounds(bench: Bench): Promise<Measurement> {
  const runs: Run[] = [];
  for (let round = 0; round <= bench.plan.rounds; round++) {
    for (const name of rotated(contenderNames, round)) {
      const run = await runOnce(bench, name);
      if (round > 0) runs.push({ ...run, name, round });
    }
  }
  return withPage(bench, async (page) => ({
    runs,
    hashMegabytesPerSecond: await page.evaluate(() => benchmark.measureHashing()),
    phases: await page.evaluate(() => benchmark.measurePhases()),
    browserVersion: bench.browser.version(),
  }));
}

async function runOnce(
  bench: Bench,
  name: ContenderName,
): Promise<{ seconds: number; cpuLoad: number }> {
  const forms = name === "bare XHR" ? await signForms(bench) : [];
  return withPage(bench, async (page) => {
    const readLoad = startLoadMeter();
    const ms = await page.evaluate(([who, signed]) => benchmark.run(who, signed), [
      name,
      forms,
    ] as const);
    const cpuLoad = readLoad();
    if (name === "Picket" && !bench.server.takePaths().includes("/prepare-worker.js")) {
      throw new Error("Picket prepared the files without its worker.");
    }
    await checkAndEmpty(bench);
    return { seconds: ms / 1000, cpuLoad };
  });
}

/** A new profile each time: nobody finds connections, preflights or scripts that another one fetched. */
async function withPage<Result>(
  { browser, server, files, plan }: Bench,
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    if (plan.line) await slowDown(page, plan.line);
    server.takePaths();
    await page.goto(server.origin);
    await page.setInputFiles(
      "input",
      files.map(({ path }) => path),
    );
    return await work(page);
  } finally {
    await context.close();
  }
}

async function slowDown(page: Page, { megabitsPerSecond, latencyMs }: Line): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const bytesPerSecond = (megabitsPerSecond * 1_000_000) / 8;
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: latencyMs,
    uploadThroughput: bytesPerSecond,
    downloadThroughput: bytesPerSecond,
  });
}

/** With the checksum, as Picket's tickets: storage has the same work. */
function signForms({ storage, files, plan }: Bench): Promise<SignedPost[]> {
  const { signPost } = createS3Store(storage);
  return Promise.all(
    files.map(({ sha256 }) =>
      signPost({
        key: `incoming/bare/${randomUUID()}`,
        type: "image/jpeg",
        sizeBytes: plan.sizeBytes,
        sha256,
        claim: "none",
        expiresInSeconds: 300,
      }),
    ),
  );
}

async function checkAndEmpty({ storage, plan }: Bench): Promise<void> {
  const store = createS3Store(storage);
  const keys: string[] = [];
  for await (const { key, sizeBytes } of store.list("incoming/")) {
    if (sizeBytes === plan.sizeBytes) keys.push(key);
  }
  if (keys.length !== plan.fileCount) {
    throw new Error(`Storage has ${keys.length} of ${plan.fileCount} files.`);
  }
  await store.remove(keys);
}

/** Each starts a round in its turn, so that nobody always runs on a warm or a tired machine. */
function rotated<Value>(values: readonly Value[], by: number): Value[] {
  const start = by % values.length;
  return [...values.slice(start), ...values.slice(0, start)];
}
