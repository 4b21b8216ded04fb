/** Uploads the same files in turn by each contender, from a real browser to the same storage. */
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { createS3Store } from "@picket/upload-server/s3";
import type { SignedPost } from "@picket/upload-server";
import { launchBrowser, type Browser, type Line, type Page } from "./browser.ts";
import { startCpuMeter, type CpuUse } from "./cpu-meter.ts";
import { writeJpegs, type JpegFile } from "./jpeg-files.ts";
import type { ContenderName } from "./page/page.ts";
import { startServer, type Server } from "./server.ts";
import { startStorage, type Storage } from "./storage.ts";
import { createTempFolder } from "./temp-folder.ts";

export type Plan = {
  contenders: readonly ContenderName[];
  fileCount: number;
  sizeBytes: number;
  rounds: number;
  line?: Line;
};

export type Run = { name: ContenderName; round: number; seconds: number; cpu: CpuUse };

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
    closers.push(browser.close);
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

async function runRounds(bench: Bench): Promise<Measurement> {
  const runs: Run[] = [];
  for (let round = 0; round <= bench.plan.rounds; round++) {
    for (const name of rotated(bench.plan.contenders, round)) {
      const run = await runOnce(bench, name);
      if (round > 0) runs.push({ ...run, name, round });
    }
  }
  return withPage(bench, async (page) => ({
    runs,
    hashMegabytesPerSecond: await page.evaluate<number>("benchmark.measureHashing()"),
    phases: await page.evaluate<Measurement["phases"]>("benchmark.measurePhases()"),
    browserVersion: bench.browser.version,
  }));
}

async function runOnce(bench: Bench, name: ContenderName): Promise<Pick<Run, "seconds" | "cpu">> {
  const forms = await signForms(bench);
  return withPage(bench, async (page) => {
    const readCpu = await startCpuMeter(bench.browser);
    const ms = await page.evaluate<number>(
      `benchmark.run(${JSON.stringify(name)}, ${JSON.stringify(forms)})`,
    );
    const cpu = await readCpu();
    if (name === "Picket" && !bench.server.takePaths().includes("/prepare-worker.js")) {
      throw new Error("Picket prepared the files without its worker.");
    }
    await checkAndEmpty(bench);
    return { seconds: ms / 1000, cpu };
  });
}

/** A new profile each time: nobody finds connections, preflights or scripts that another one fetched. */
function withPage<Result>(
  { browser, server, files, plan }: Bench,
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  server.takePaths();
  const paths = files.map(({ path }) => path);
  return browser.withPage({ url: server.origin, files: paths, line: plan.line }, work);
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
