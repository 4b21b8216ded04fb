import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { gradient } from "@picket/hostile-images";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  createSharpProcessor,
  type SharpProcessor,
  type SharpProcessorOptions,
} from "../../src/sharp/index.ts";
import { endlessSpec, specOf } from "./pictures.ts";
import { decoders, isRunning } from "./process-table.ts";

// Real processes: on a busy machine their start alone may take a second.
vi.setConfig({ testTimeout: 60_000 });

const spec = specOf("image/png");
const small = await gradient(60, 40).png().toBuffer();
const large = await gradient(2000, 1000).png().toBuffer();
const failed = expect.objectContaining({ code: "PROCESSING_FAILED" });
/** passes: it was no file's fault */
const closed = expect.objectContaining({ code: "INTERNAL" });

const opened: SharpProcessor[] = [];

function create(options?: SharpProcessorOptions): SharpProcessor {
  const processor = createSharpProcessor(options);
  opened.push(processor);
  return processor;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(opened.splice(0).map((processor) => processor.close()));
});

describe("processes", () => {
  it("are started by the first image, not before", async () => {
    const processor = create();
    expect(decoders()).toEqual([]);
    await processor.render(small, spec);
    expect(decoders()).toHaveLength(1);
  });

  it("never outnumber the limit, and both work when there is work", async () => {
    const processor = create({ processes: 2 });
    const jobs = Array.from({ length: 6 }, async () => {
      await processor.render(large, spec);
      return decoders();
    });
    const seen = new Set((await Promise.all(jobs)).flat());
    expect([...seen].sort((a, b) => a - b)).toEqual(decoders());
    expect(seen.size).toBe(2);
  });

  it("finish their image when the terminal's signal reaches them too", async () => {
    const processor = create({ processes: 1 });
    await processor.render(small, spec);
    const job = processor.render(large, spec);
    for (const pid of decoders()) {
      process.kill(pid, "SIGINT");
      process.kill(pid, "SIGTERM");
    }
    expect(await job).toMatchObject({ width: 2000 });
    expect(decoders()).toHaveLength(1);
  });

  it("take the images in the order in which they came", async () => {
    const processor = create({ processes: 1 });
    const order: number[] = [];
    const jobs = [large, small, small, small].map((bytes, index) =>
      processor.render(bytes, spec).then(() => order.push(index)),
    );
    await Promise.all(jobs);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it("take an image of who has none before the next of who has one, whoever came first", async () => {
    const processor = create({ processes: 2 });
    const order: string[] = [];
    const render = async (owner: string, name: string): Promise<void> => {
      await processor.render(small, spec, { owner });
      order.push(name);
    };
    const endless = Promise.allSettled([processor.render(large, endlessSpec, { owner: "eve" })]);
    await Promise.all([render("eve", "first"), render("eve", "second"), render("ann", "photo")]);
    expect(order).toEqual(["first", "photo", "second"]);
    await processor.close();
    await endless;
  });

  it("are replaced after their share of images", async () => {
    const processor = create({ processes: 1, maxJobsPerProcess: 2 });
    await processor.render(small, spec);
    const [first] = decoders();
    await processor.render(small, spec);
    expect(decoders()).toEqual([]);
    await processor.render(small, spec);
    const [second] = decoders();
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
  });

  it("are replaced when they keep too much memory", async () => {
    const processor = create({ maxRssBytes: 1 });
    await processor.render(small, spec);
    expect(decoders()).toEqual([]);
  });

  it("keep the server's event loop alive while they work, and only then", async () => {
    const held = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap").length;
    await vi.waitFor(() => expect(held(), "left by the test before").toBe(0), 30_000);
    const processor = create({ processes: 1 });
    const job = processor.render(small, spec);
    expect(held()).toBe(1);
    await job;
    expect(held()).toBe(0);
    const closing = processor.close();
    expect(held()).toBe(1);
    await closing;
    await vi.waitFor(() => expect(held()).toBe(0), 30_000);
  });
});

// Containers and some distributions refuse them.
const hasNamespaces = spawnSync("unshare", ["-U", "-n", "true"]).status === 0;

// Elsewhere nobody can look into a process from outside without tools of the system.
describe.runIf(process.platform === "linux")("on Linux, processes", () => {
  it("see nothing of the server's environment", async () => {
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "hunter2hunter2");
    vi.stubEnv("NODE_OPTIONS", "--no-warnings");
    const processor = create();
    await processor.render(small, spec);
    const [pid] = decoders();
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
    const names = environment.map((entry) => entry.split("=")[0]);
    // PWD and the like come from the shell that sets the limit.
    const vips = ["VIPS_BLOCK_UNTRUSTED", "VIPS_DISC_THRESHOLD"];
    const own = ["MALLOC_ARENA_MAX", "UV_THREADPOOL_SIZE", ...vips];
    expect(names).toEqual(expect.arrayContaining(own));
    const shell = ["PWD", "OLDPWD", "SHLVL", "_"];
    expect(names.filter((name) => ![...own, ...shell].includes(name!))).toEqual([]);
  });

  it("have an address space with an end", async () => {
    const processor = create({ memoryLimitBytes: 1536 * 1024 * 1024 });
    await processor.render(small, spec);
    const limits = readFileSync(`/proc/${decoders()[0]}/limits`, "utf8");
    expect(limits).toMatch(/^Max address space +1610612736 +1610612736 /m);
    expect(limits).toMatch(/^Max core file size +0 +0 /m);
    expect(limits).toMatch(/^Max file size +0 +0 /m);
  });

  it.runIf(hasNamespaces)("have a network of their own, with nobody in it", async () => {
    const processor = create();
    await processor.render(small, spec);
    const [pid] = decoders();
    const networkOf = (one: number): string => readlinkSync(`/proc/${one}/ns/net`);
    expect(networkOf(pid!)).not.toBe(networkOf(process.pid));
    const routes = readFileSync(`/proc/${pid}/net/route`, "utf8").trim().split("\n");
    expect(routes.slice(1)).toEqual([]);
  });
});

describe("a process that fails", () => {
  it("is killed when the time is up, and the next image gets a fresh one", async () => {
    const processor = create({ processes: 1, timeoutMs: 5000 });
    await processor.render(small, spec);
    const [first] = decoders();
    await expect(processor.render(large, endlessSpec)).rejects.toEqual(failed);
    expect(isRunning(first!)).toBe(false);
    await expect(processor.render(small, spec)).resolves.toMatchObject({ width: 60, height: 40 });
    expect(decoders()).not.toEqual([first]);
  });

  it("costs its own image only, the waiting ones go on", async () => {
    const processor = create({ processes: 1 });
    await processor.render(small, spec);
    const [first] = decoders();
    const doomed = processor.render(large, endlessSpec);
    const waiting = [processor.render(small, spec), processor.render(small, spec)];
    process.kill(first!, "SIGKILL");
    await expect(doomed).rejects.toEqual(failed);
    expect(await Promise.all(waiting)).toHaveLength(2);
  });

  it("costs nothing when it was idle", async () => {
    const processor = create({ processes: 1 });
    await processor.render(small, spec);
    const [pid] = decoders();
    process.kill(pid!, "SIGKILL");
    // A signal finds even a dead process until Node has collected it.
    await vi.waitFor(() => expect(() => process.kill(pid!, 0)).toThrow("ESRCH"), 30_000);
    await expect(processor.render(small, spec)).resolves.toMatchObject({ width: 60 });
  });

  it("is killed when it answers with more than the server wants to keep", async () => {
    const processor = create({ processes: 1, maxAnswerBytes: 100 });
    await expect(processor.render(small, spec)).rejects.toMatchObject({
      code: "PROCESSING_FAILED",
      cause: { message: expect.stringMatching(/a message of \d+ bytes, not of 100 at most/) },
    });
    expect(decoders()).toEqual([]);
  });

  it("in time has failed, however little time there was", async () => {
    const processor = create({ timeoutMs: 1 });
    await expect(processor.render(large, endlessSpec)).rejects.toEqual(failed);
  });
});

describe("a process that cannot start", () => {
  it("is no file's fault, and tells how it ended", async () => {
    const processor = create({ memoryLimitBytes: 64 * 1024 * 1024 });
    const refused = expect.objectContaining({
      code: "INTERNAL",
      cause: expect.objectContaining({
        message: expect.stringMatching(/^decode process ended with \w+/),
      }),
    });
    // As often as it is tried: no place in the pool is lost.
    const tries = Array.from({ length: 6 }, () => processor.render(small, spec));
    for (const { reason } of (await Promise.allSettled(tries)) as PromiseRejectedResult[])
      expect(reason).toEqual(refused);
    expect(decoders()).toEqual([]);
  });

  it("dies with its image waiting, which another process then takes", async () => {
    const processor = create({ processes: 1 });
    const first = processor.render(small, spec);
    const second = processor.render(small, spec);
    await vi.waitFor(() => expect(decoders()).toHaveLength(1), { interval: 1, timeout: 30_000 });
    // Before it could say that it is ready; if it could, the first image is lost to a crash.
    process.kill(decoders()[0]!, "SIGKILL");
    await expect(first).rejects.toMatchObject({
      code: expect.stringMatching(/INTERNAL|PROCESSING_FAILED/),
    });
    await expect(second).resolves.toMatchObject({ width: 60 });
  });
});

describe("close", () => {
  it("ends every process; what runs, waits or comes later fails", async () => {
    const processor = create({ processes: 2 });
    await Promise.all([processor.render(small, spec), processor.render(small, spec)]);
    expect(decoders()).toHaveLength(2);
    const jobs = Array.from({ length: 4 }, () => processor.render(large, endlessSpec));
    const outcomes = Promise.allSettled(jobs);
    await processor.close();
    expect(decoders()).toEqual([]);
    for (const outcome of await outcomes)
      expect(outcome).toEqual({ status: "rejected", reason: closed });
    await expect(processor.render(small, spec)).rejects.toEqual(closed);
    expect(decoders()).toEqual([]);
  });

  it("may be called on a processor that never worked, and twice", async () => {
    const processor = create();
    await expect(processor.close()).resolves.toBeUndefined();
    await expect(processor.close()).resolves.toBeUndefined();
  });
});

it("a pool of none is refused when it is made", () => {
  expect(() => createSharpProcessor({ processes: 0 })).toThrow(RangeError);
});
