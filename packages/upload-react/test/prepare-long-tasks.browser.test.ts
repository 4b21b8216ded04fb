import { createUploader } from "@picket/upload-core/client";
import { afterEach, expect, test, vi } from "vitest";
import { cdp } from "vitest/browser";
import { createScriptedApi, storeAtOnce } from "./scripted-api.ts";
import { picture, type Paint } from "./transform-pictures.ts";

/** As a camera sees: shades everywhere, and something in the foreground. */
const paintScene: Paint = (context) => {
  const { width, height } = context.canvas;
  const sky = context.createLinearGradient(0, 0, width, height);
  sky.addColorStop(0, "skyblue");
  sky.addColorStop(0.5, "orange");
  sky.addColorStop(1, "darkgreen");
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  for (let i = 0; i < 4000; i++) {
    context.fillStyle = `hsl(${(i * 67) % 360} 60% 50% / 0.3)`;
    context.fillRect((i * 7919) % width, (i * 104_729) % height, 60, 40);
  }
};

/** One scene, told apart by how its finest detail is rounded, so that none is a duplicate: not even when it is written anew. */
async function photos(count: number): Promise<File[]> {
  const scene = await picture(4000, 3000, paintScene, { quality: 0.9 });
  const bytes = new Uint8Array(await scene.arrayBuffer());
  const table = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xdb) + 5;
  return Array.from({ length: count }, (_, i) => {
    const other = bytes.slice();
    other[table + 1] = 2 + i;
    return new File([other], `${i}.jpg`, { type: "image/jpeg" });
  });
}

/** Seconds of processor time that the page's own thread has used: a busy machine makes everything later, but not more. */
async function pageSeconds(): Promise<number> {
  const { metrics } = await cdp().send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN;
}

/** @returns processor time of the page's own thread for each of these photos */
async function prepareAll(files: readonly File[]): Promise<number> {
  const { api, tickets } = createScriptedApi({
    types: ["image/jpeg"],
    maxFiles: 100,
    maxPixels: 12_000_000,
    maxSidePx: 4000,
    maxSizeBytes: 10_000_000,
  });
  const uploader = createUploader({
    api,
    input: { productId: "p1" },
    transport: storeAtOnce,
    transform: { maxWidth: 1000, maxHeight: 1000, type: "image/jpeg" },
  });
  const before = await pageSeconds();
  const items = await uploader.addAsync(files);
  const seconds = (await pageSeconds()) - before;
  uploader.destroy();
  expect(new Set(items.map(({ status }) => status))).toEqual(new Set(["published"]));
  expect(new Set(tickets.map(({ width }) => width))).toEqual(new Set([1000]));
  return seconds / files.length;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a hundred photos of twelve megapixels are made smaller without freezing the page", async () => {
  await cdp().send("Performance.enable", { timeDomain: "threadTicks" });
  const files = await photos(100);
  const inWorkers = await prepareAll(files);
  vi.stubGlobal("Worker", undefined);
  const onThePage = await prepareAll(files.slice(0, 5));
  // A hundred of one are less than ten of the other, so no single task is long.
  expect(inWorkers).toBeLessThan(onThePage / 10);
}, 600_000);
