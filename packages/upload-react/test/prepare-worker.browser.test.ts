import { createUploader, type UploaderOptions } from "@picket/upload-core/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createScriptedApi,
  photo,
  storeAtOnce,
  textFile,
  type Image,
  type Input,
} from "./scripted-api.ts";
import { paintConfetti, picture, sha256 } from "./transform-pictures.ts";

type Options = Partial<UploaderOptions<Input, Image>>;

beforeEach(() => {
  machine({ hardwareConcurrency: 4, deviceMemory: 8 });
});

const uploaders: Array<{ destroy: () => void }> = [];

afterEach(() => {
  for (const uploader of uploaders.splice(0)) uploader.destroy();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** What the browser says of the machine it runs on. */
function machine(facts: { hardwareConcurrency: number; deviceMemory: number | undefined }): void {
  const { hardwareConcurrency, deviceMemory } = facts;
  vi.stubGlobal("navigator", { hardwareConcurrency, deviceMemory, onLine: true });
}

/** The real ones, counted. */
function watchWorkers() {
  const workers: Worker[] = [];
  const RealWorker = Worker;
  class WatchedWorker extends RealWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      workers.push(this);
    }
  }
  vi.stubGlobal("Worker", WatchedWorker);
  const terminate = vi.spyOn(RealWorker.prototype, "terminate");
  return { workers, terminate };
}

function start(files: File[], options: Options = {}) {
  const { api, tickets } = createScriptedApi({ types: ["image/jpeg", "image/png", "image/webp"] });
  const uploader = createUploader({
    api,
    input: { productId: "p1" },
    transport: storeAtOnce,
    ...options,
  });
  uploaders.push(uploader);
  uploader.add(files);
  const settled = () => vi.waitUntil(() => uploader.getSnapshot().isSettled);
  return { uploader, tickets, settled };
}

async function upload(files: File[], options?: Options) {
  const started = start(files, options);
  await started.settled();
  return { ...started, items: started.uploader.getSnapshot().items };
}

const colours = ["teal", "red", "green", "blue", "orange", "purple", "black", "white"];

test("files are read, checked and hashed in a worker, off the main thread", async () => {
  const { workers } = watchWorkers();
  const files = [await photo("teal"), await photo("red"), textFile()];
  const read = vi.spyOn(Blob.prototype, "arrayBuffer");
  const { tickets, items } = await upload(files);
  expect(read).not.toHaveBeenCalled();
  read.mockRestore();
  expect(workers.length).toBeGreaterThan(0);
  expect(items.map(({ status }) => status)).toEqual(["published", "published", "rejected"]);
  expect(new Set(tickets.map((ticket) => ticket.sha256))).toEqual(
    new Set([await sha256(files[0]!), await sha256(files[1]!)]),
  );
  expect(tickets[0]).toMatchObject({ type: "image/png", width: 40, height: 30 });
});

describe("the number of workers", () => {
  test.for([
    { hardwareConcurrency: 16, deviceMemory: 32, expected: 4 },
    { hardwareConcurrency: 4, deviceMemory: 8, expected: 3 },
    { hardwareConcurrency: 1, deviceMemory: 8, expected: 1 },
    { hardwareConcurrency: 8, deviceMemory: 4, expected: 2 },
    { hardwareConcurrency: 8, deviceMemory: 0.5, expected: 1 },
    { hardwareConcurrency: 8, deviceMemory: undefined, expected: 2 },
  ])(
    "is $expected with $hardwareConcurrency cores and $deviceMemory GB",
    async ({ expected, ...facts }) => {
      machine(facts);
      const { workers } = watchWorkers();
      const { items } = await upload(await Promise.all(colours.map((colour) => photo(colour))));
      expect(items.map(({ status }) => status)).toEqual(colours.map(() => "published"));
      expect(workers).toHaveLength(expected);
    },
  );
});

test("a worker is kept while there is work, and ended with it; another file starts one again", async () => {
  machine({ hardwareConcurrency: 1, deviceMemory: 8 });
  const { workers, terminate } = watchWorkers();
  const { uploader, settled } = await upload([await photo(), await photo("red")]);
  expect([workers.length, terminate.mock.calls.length]).toEqual([1, 1]);
  uploader.add([await photo("blue")]);
  await settled();
  expect([workers.length, terminate.mock.calls.length]).toEqual([2, 2]);
});

test("several lists share the workers of their page", async () => {
  machine({ hardwareConcurrency: 2, deviceMemory: 8 });
  const { workers, terminate } = watchWorkers();
  const photos = await Promise.all(["teal", "red"].map((colour) => photo(colour)));
  const lists = photos.map((file) => start([file]));
  await Promise.all(lists.map(({ settled }) => settled()));
  expect([workers.length, terminate.mock.calls.length]).toEqual([1, 1]);
});

test("a worker that does not come to an end fails its file, and neither the page nor the next file", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const RealWorker = Worker;
  let isAtWork = false;
  const HangingWorker = function () {
    vi.stubGlobal("Worker", RealWorker);
    const code = `onmessage = () => postMessage("at work")`;
    const worker = new RealWorker(`data:text/javascript,${encodeURIComponent(code)}`);
    worker.addEventListener("message", () => (isAtWork = true));
    return worker;
  };
  vi.stubGlobal("Worker", HangingWorker);
  const inline = vi.spyOn(Blob.prototype, "arrayBuffer");
  const { uploader, settled } = start([await photo("red")]);
  await vi.waitUntil(() => isAtWork);
  vi.advanceTimersByTime(120_000);
  await settled();
  uploader.add([await photo("blue")]);
  await settled();
  expect(uploader.getSnapshot().items).toMatchObject([
    { status: "failed", refusal: { code: "INTERNAL" } },
    { status: "published" },
  ]);
  expect(inline).not.toHaveBeenCalled();
});

test("a canceled file's worker is ended, and the next file gets one", async () => {
  machine({ hardwareConcurrency: 1, deviceMemory: 8 });
  const terminate = vi.spyOn(Worker.prototype, "terminate");
  const RealWorker = Worker;
  const SilentWorker = function () {
    vi.stubGlobal("Worker", RealWorker);
    return new RealWorker("data:text/javascript,/* never answers */");
  };
  vi.stubGlobal("Worker", SilentWorker);
  const { uploader, settled } = start([await photo("teal"), await photo("red")]);
  const statuses = () => uploader.getSnapshot().items.map(({ status }) => status);
  await expect.poll(statuses).toEqual(["preparing", "queued"]);
  uploader.cancel(uploader.getSnapshot().items[0]!.id);
  await settled();
  expect(statuses()).toEqual(["canceled", "published"]);
  // The canceled file's own, and the other one's when its work was done.
  expect(terminate).toHaveBeenCalledTimes(2);
});

test("what a worker made can be read when the worker is gone", async () => {
  const sent: Blob[] = [];
  const large = await picture(800, 600, paintConfetti);
  const { uploader, tickets } = await upload([large], {
    transform: { maxWidth: 200 },
    transport: async (form) => {
      sent.push(form.file);
      return { status: 201, body: "" };
    },
  });
  uploader.destroy();
  expect(tickets).toMatchObject([{ type: "image/webp", width: 200, height: 150 }]);
  expect(await sha256(sent[0]!)).toBe(tickets[0]!.sha256);
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
] as const)("a worker %s is done without", async ([, startWorker]) => {
  const RealWorker = Worker;
  const FailingWorker = function () {
    vi.stubGlobal("Worker", RealWorker);
    return startWorker();
  };
  vi.stubGlobal("Worker", FailingWorker);
  const file = await photo();
  const { tickets, items } = await upload([file]);
  expect(items[0]?.status).toBe("published");
  expect(tickets[0]?.sha256).toBe(await sha256(file));
});
