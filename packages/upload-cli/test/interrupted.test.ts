/** Runs that end before their time, and the ones after them. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { setUpDesk, type Desk, type Running } from "./support/desk.ts";
import { startGate, type Gate } from "./support/gate.ts";
import { startShop, type Shop } from "./support/shop.ts";

let shop: Shop;
let gate: Gate;
let desk: Desk;
let args: string[];
let product: string;

beforeAll(async () => {
  shop = await startShop();
  gate = await startGate(shop.url);
});
afterAll(async () => {
  await gate.close();
  await shop.close();
});
beforeEach(async () => {
  gate.open();
  desk = await setUpDesk(shop);
  product = await shop.addProduct();
  args = ["upload", ".", "--product", product, "--url", gate.url];
  await desk.addPhotos(...names);
});
afterEach(() => desk.clear());

const names = Array.from({ length: 9 }, (_, index) => `photo ${index + 1}.jpg`);

const waiting = { timeout: 60_000, interval: 1 };

/** Starts a run that gets no further than two published photos; the others of its slots have arrived, no more. */
async function startHeldRun(): Promise<Running> {
  gate.holdAfter(2);
  const run = desk.start([...args, "--concurrency", "2"]);
  const isHeld = () => run.stdout().split("published").length === 3 && gate.heldCount() > 0;
  await vi.waitUntil(isHeld, waiting);
  return run;
}

async function expectTheRestToBeUploaded(): Promise<void> {
  gate.open();
  expect(await desk.picket(args)).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await shop.imageNames(product)).toEqual(names);
  expect((await desk.picket(args)).stdout).toBe("\n9 files: 9 published before.\n");
}

const moments: [moment: string, reach: (run: Running) => Promise<unknown>][] = [
  ["when the first ticket is noted", () => desk.journalSays('"type":"ticket"')],
  ["when the first image is noted", () => desk.journalSays('"type":"published"')],
];

test.for(moments)("killed %s, the next run makes exactly one image of each", async ([, reach]) => {
  const run = desk.start(args);
  await reach(run);
  run.kill("SIGKILL");
  await run.ended;
  await expectTheRestToBeUploaded();
});

test("killed while the server is asked about what has arrived, the next run asks again", async () => {
  const run = await startHeldRun();
  run.kill("SIGKILL");
  await run.ended;
  await expectTheRestToBeUploaded();
});

test("killed again and again, it gets there", async () => {
  for (let times = 0; times < 4; times += 1) {
    const run = desk.start([...args, "--concurrency", "2"]);
    await Promise.race([
      vi.waitUntil(() => run.stdout().includes("published"), waiting),
      run.ended,
    ]);
    run.kill("SIGKILL");
    await run.ended;
  }
  await expectTheRestToBeUploaded();
});

test.for([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s stops it with %i, and it says how to go on", async ([signal, exitCode]) => {
  const run = await startHeldRun();
  run.kill(signal);
  const stopped = await run.ended;
  expect(stopped).toMatchObject({ exitCode, stderr: "" });
  expect(stopped.stdout).toContain(
    "9 files: 2 published, 7 not done.\nTo go on, run the command once more, as it was.\n",
  );
  await expectTheRestToBeUploaded();
});

test("stopped while it waits for the server's first word, it says that nothing was sent", async () => {
  gate.holdAfter(0);
  const run = desk.start([...args, "--route", "completeUpload"]);
  await vi.waitUntil(() => gate.heldCount() === 1, waiting);
  run.kill("SIGINT");
  expect(await run.ended).toEqual({
    exitCode: 130,
    stdout: "",
    stderr: "Stopped before anything was sent.\n",
  });
});

test("another run for the same product is told to wait its turn", async () => {
  const first = await startHeldRun();
  const second = await desk.picket(args);
  expect(second).toMatchObject({ exitCode: 2, stdout: "" });
  expect(second.stderr).toContain("is uploading to the same place; wait for it.");
  gate.open();
  expect(await first.ended).toMatchObject({ exitCode: 0 });
  expect(await shop.imageNames(product)).toEqual(names);
});

test("when the shop is gone it gives up, and when it is back the next run goes on", async () => {
  const run = await startHeldRun();
  gate.cut();
  const gaveUp = await run.ended;
  expect(gaveUp.exitCode).toBe(2);
  expect(gaveUp.stdout).toContain("Stopped: The shop's server does not answer.");
  await expectTheRestToBeUploaded();
});
