/** The image processor: a few disposable child processes with sharp in them, and a queue before them. */
import { uploadError } from "@picket/upload-core";
import type { ImageProcessor, RenderedImage, RenderSpec } from "../image-processor.ts";
import type { DecodeAnswer } from "./decode-answer.ts";
import { startDecodeProcess, type DecodeProcess } from "./decode-process.ts";

export type SharpProcessorOptions = {
  /** images decoded at the same time, default 2; further ones wait, and those of an owner with fewer come first */
  processes?: number;
  /** wall clock for one image, default 20 000; the start of its process does not count */
  timeoutMs?: number;
  /** address space of one process, default 2 GiB; less than 1 GiB does not start on every Node */
  memoryLimitBytes?: number;
  /** all variants of one image together, default 64 MiB: a process that sends more is killed, for the server keeps it in memory */
  maxAnswerBytes?: number;
  /** a process is replaced after so many images, default 200 */
  maxJobsPerProcess?: number;
  /** a process that keeps more than this after an image is replaced, default 400 MiB */
  maxRssBytes?: number;
};

export type SharpProcessor = ImageProcessor & {
  /** Ends all processes at once; whatever still runs, waits or comes later fails with INTERNAL, for it was no file's fault. */
  close: () => Promise<void>;
  /** processes that are alive, and images waiting for one, now */
  load: () => { processes: number; waiting: number };
};

/** A place for one process, which is started by the first image that needs it. */
type Slot = { process: DecodeProcess | null; jobs: number };

type Waiting = { owner: string; take: (slot: Slot) => void };

const MiB = 1024 * 1024;

/**
 * Starts nothing yet. Idle processes do not keep the server alive and die with it, even when it is killed.
 * @throws RangeError when `processes` is less than 1
 */
export function createSharpProcessor({
  processes = 2,
  timeoutMs = 20_000,
  memoryLimitBytes = 2048 * MiB,
  maxAnswerBytes = 64 * MiB,
  maxJobsPerProcess = 200,
  maxRssBytes = 400 * MiB,
}: SharpProcessorOptions = {}): SharpProcessor {
  if (processes < 1) throw new RangeError("processes must be at least 1");
  const slots = Array.from({ length: processes }, (): Slot => ({ process: null, jobs: 0 }));
  const free = [...slots];
  const waiting: Waiting[] = [];
  /** owners of what is being decoded */
  const decoding: string[] = [];
  let isClosed = false;

  async function render(
    bytes: Uint8Array,
    spec: RenderSpec,
    { owner } = { owner: "" },
  ): Promise<RenderedImage> {
    const slot =
      takeFree(owner) ?? (await new Promise<Slot>((take) => waiting.push({ owner, take })));
    try {
      return imageOf(await decodeIn(slot, bytes, spec));
    } finally {
      decoding.splice(decoding.indexOf(owner), 1);
      free.push(slot);
      const next = takeNext();
      const nextSlot = next && takeFree(next.owner);
      if (nextSlot) next.take(nextSlot);
    }
  }

  function takeFree(owner: string): Slot | undefined {
    const slot = free.pop();
    if (slot) decoding.push(owner);
    return slot;
  }

  /** Of those who wait, in the order in which they came, the first whose owner has the fewest being decoded. */
  function takeNext(): Waiting | undefined {
    const counts = waiting.map(({ owner }) => decoding.filter((other) => other === owner).length);
    return waiting.splice(counts.indexOf(Math.min(...counts)), 1)[0];
  }

  async function decodeIn(slot: Slot, bytes: Uint8Array, spec: RenderSpec): Promise<DecodeAnswer> {
    const decoder = await processIn(slot);
    try {
      slot.jobs += 1;
      const answer = await decoder.run({ bytes, spec });
      const isWorn = slot.jobs >= maxJobsPerProcess || answer.rssBytes > maxRssBytes;
      if (isWorn) await decoder.kill();
      return answer;
    } catch (cause) {
      throw uploadError(isClosed ? "INTERNAL" : "PROCESSING_FAILED", { cause });
    }
  }

  /** @throws INTERNAL when none can be had: no file has been looked at yet */
  async function processIn(slot: Slot): Promise<DecodeProcess> {
    try {
      if (isClosed) throw new Error("the processor was closed");
      if (!slot.process?.isAlive()) {
        slot.process = startDecodeProcess({ timeoutMs, memoryLimitBytes, maxAnswerBytes });
        slot.jobs = 0;
        await slot.process.ready;
      }
      return slot.process;
    } catch (cause) {
      throw uploadError("INTERNAL", { cause });
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    await Promise.all(slots.map(async (slot) => slot.process?.kill()));
  }

  const load: SharpProcessor["load"] = () => ({
    processes: slots.filter((slot) => slot.process?.isAlive()).length,
    waiting: waiting.length,
  });

  return { render, close, load };
}

function imageOf(answer: DecodeAnswer): RenderedImage {
  switch (answer.status) {
    case "rendered":
      return answer.image;
    case "unreadable":
      throw uploadError("IMAGE_UNREADABLE", { cause: new Error(answer.reason) });
    case "failed":
      throw uploadError("PROCESSING_FAILED", { cause: new Error(answer.reason) });
  }
}
