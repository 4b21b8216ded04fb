import { createUploader, type UploaderOptions } from "@picket/upload-core/client";
import { afterEach, expect, test, vi } from "vitest";
import {
  createScriptedApi,
  photo,
  storeAtOnce,
  textFile,
  type Image,
  type Input,
} from "./scripted-api.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The real ones, counted. */
function watchWorkers() {
  const workers: Worker[] = [];
  class WatchedWorker extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      workers.push(this);
    }
  }
  vi.stubGlobal("Worker", WatchedWorker);
  return workers;
}

async function upload(files: File[], options: Partial<UploaderOptions<Input, Image>> = {}) {
  const { api, tickets } = createScriptedApi();
  const uploader = createUploader({
    api,
    input: { productId: "p1" },
    transport: storeAtOnce,
    ...options,
  });
  uploader.add(files);
  await vi.waitUntil(() => uploader.getSnapshot().isSettled);
  return { uploader, tickets, items: uploader.getSnapshot().items };
}

async function sha256(file: File): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

test("files are read, checked and hashed in one worker, off the main thread", async () => {
  const workers = watchWorkers();
  const files = [await photo("teal"), await photo("red"), textFile()];
  const read = vi.spyOn(File.prototype, "arrayBuffer");
  const { tickets, items } = await upload(files);
  expect(read).not.toHaveBeenCalled();
  read.mockRestore();
  expect(workers).toHaveLength(1);
  expect(items.map(({ status }) => status)).toEqual(["published", "published", "rejected"]);
  expect(tickets).toMatchObject([
    { type: "image/png", width: 40, height: 30, sha256: await sha256(files[0]!) },
    { sha256: await sha256(files[1]!) },
  ]);
});

test("no worker is started before the first file, and none is left after destroy", async () => {
  const workers = watchWorkers();
  const { uploader } = await upload([await photo()]);
  const terminate = vi.spyOn(workers[0]!, "terminate");
  uploader.destroy();
  expect(terminate).toHaveBeenCalledOnce();
});

test.for([
  [
    "that the page's CSP forbids",
    () => {
      throw new DOMException("", "SecurityError");
    },
  ],
  ["whose file is not found", () => new Worker("/nowhere.js", { type: "module" })],
  ["that breaks down", () => new Worker("data:text/javascript,throw 1")],
] as const)("a worker %s is done without", async ([, start]) => {
  const RealWorker = Worker;
  const FailingWorker = function () {
    vi.stubGlobal("Worker", RealWorker);
    return start();
  };
  vi.stubGlobal("Worker", FailingWorker);
  const file = await photo();
  const { tickets, items } = await upload([file]);
  expect(items[0]?.status).toBe("published");
  expect(tickets[0]?.sha256).toBe(await sha256(file));
});
