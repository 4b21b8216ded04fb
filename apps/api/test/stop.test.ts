/** The program is told to stop in the middle of its work: it ends by itself, in time, and loses nothing. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startFaultyStorage, storageSettings, type FaultyStorage } from "./faulty-storage.ts";
import { jpeg } from "./pictures.ts";
import { send } from "./plain-upload.ts";
import { end, run, untilReady, type Run } from "./program.ts";
import { clientFor, demo, signIn, signUp, type Client } from "./test-app.ts";

let folder: string;
let storage: FaultyStorage;
let started: Run[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "picket-stop-"));
  storage = await startFaultyStorage();
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map(({ child }) => end(child, "SIGKILL")));
  await storage.close();
  await rm(folder, { recursive: true });
});

async function start(variables: Record<string, string> = {}): Promise<Run & { url: string }> {
  const dataDir = path.join(folder, "data");
  const app = run({ PORT: "0", DEV_S3_PORT: "0", DATA_DIR: dataDir, ...variables });
  started.push(app);
  await untilReady(app);
  return { ...app, url: /Open +(\S+)/.exec(app.said())?.[1] ?? "" };
}

/** @returns its exit code, and how long it took */
async function stop({ child, exit }: Run): Promise<{ code: number | null; seconds: number }> {
  const beganAt = performance.now();
  child.kill("SIGTERM");
  const code = await exit;
  return { code, seconds: (performance.now() - beganAt) / 1000 };
}

async function complete(client: Client, claim: string): Promise<string> {
  const { completeUpload } = client.uploads.productImage;
  return (await completeUpload.mutate({ claim }).catch(() => null))?.status ?? "refused";
}

test("with many large photos waiting, who waits is told to ask again, and the next start publishes them", async () => {
  const app = await start();
  const client = clientFor(app.url, await signIn(app.url, demo));
  const { id: productId } = await client.products.create.mutate({ title: "Poster" });
  const claims: string[] = [];
  for (let index = 0; index < 20; index += 1) {
    // 48 megapixels: seconds of work each.
    const bytes = await posterOnce(index);
    const said = { width: 8000, height: 6000 };
    claims.push((await send(client, productId, { bytes, said })).claim);
  }
  const answers = claims.map((claim) => complete(client, claim));
  // The first has been decoded: the others are being decoded or wait.
  await Promise.race(answers);

  const { code, seconds } = await stop(app);
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(10);
  const told = await Promise.all(answers);
  expect(told).toContain("processing");

  const again = await start();
  const later = clientFor(again.url, await signIn(again.url, demo));
  // A lease that was given back is free at once: nobody has to wait for it to run out.
  const waiting = claims.filter((_, index) => told[index] !== "published").slice(0, 3);
  for (const claim of waiting) {
    await expect
      .poll(() => complete(later, claim), { timeout: 30_000, interval: 200 })
      .toBe("published");
  }
  expect((await stop(again)).code).toBe(0);
});

let poster: Promise<Uint8Array<ArrayBuffer>> | null = null;

/** The same picture each time, made different by a byte after its end, which nobody reads. */
async function posterOnce(index: number): Promise<Uint8Array<ArrayBuffer>> {
  poster ??= jpeg(8000, 6000);
  return new Uint8Array([...(await poster), index]);
}

test("with a write to storage that hangs, it ends, and the next start takes the upload up at once", async () => {
  const { s3, proxy } = storage;
  const settings = storageSettings(s3, { server: proxy.url, browsers: s3.endpoint });
  const app = await start(settings);
  const { client, cookie } = await signUp(app.url);
  const { id: productId } = await client.products.create.mutate({ title: "Mug" });
  const { claim } = await send(client, productId, { bytes: await jpeg() });
  proxy.setRules([{ method: "PUT", fault: { type: "black-hole" } }]);
  const answer = complete(client, claim);
  await expect.poll(() => proxy.count({ method: "PUT" })).toBeGreaterThan(0);

  const { code, seconds } = await stop(app);
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(10);
  expect(await answer).toBe("refused");

  proxy.setRules([]);
  const again = await start(settings);
  const later = clientFor(again.url, cookie);
  // Its own start may be at it already. A lease that had not been given back would be waited for much longer.
  await expect.poll(() => complete(later, claim), { timeout: 20_000 }).toBe("published");
});
