/** One disposable child process: started under limits, given one image at a time, killed without asking. */
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { TookTooLongError } from "../image-processor.ts";
import { readAnswer, readySchema, type DecodeAnswer, type DecodeJob } from "./decode-answer.ts";
import { createFrameReader, writeFrame } from "./frames.js";
import { spawnDecoder } from "./spawn-decoder.ts";

export type DecodeProcess = {
  /**
   * Resolves when it takes images.
   * @throws Error when it ended before that, which is no file's fault
   */
  ready: Promise<void>;
  /**
   * One at a time; while it runs, and only then, the process keeps the server's event loop alive.
   * @throws TookTooLongError when the time for it was over, Error when the process crashed, was killed or answered
   *   nonsense; it is gone then
   */
  run: (job: DecodeJob) => Promise<DecodeAnswer>;
  /** Resolves when the process is gone. */
  kill: () => Promise<void>;
  isAlive: () => boolean;
};

export type DecodeProcessLimits = {
  /** wall clock for one job */
  timeoutMs: number;
  /** address space where the system limits it, resident memory everywhere */
  memoryLimitBytes: number;
  /** an answer, which is all variants of one image together */
  maxAnswerBytes: number;
};

/** A start takes 0.2 s; on a machine that needs this long, nothing would be decoded in time either. */
const startTimeoutMs = 20_000;

export function startDecodeProcess({
  timeoutMs,
  memoryLimitBytes,
  maxAnswerBytes,
}: DecodeProcessLimits): DecodeProcess {
  const child = spawnDecoder(memoryLimitBytes);
  let lastWords = "";
  const keepWords = (text: string): void => {
    lastWords = (lastWords + text).slice(-2000);
  };
  child.stderr?.setEncoding("utf8").on("data", keepWords);
  const ended = new Promise<Error>((resolve) => {
    child.on("error", (cause) => resolve(new Error("decode process did not start", { cause })));
    child.once("close", (code, signal) =>
      resolve(new Error(`decode process ended with ${signal ?? code}: ${lastWords.trim()}`)),
    );
  });

  const readMessages = createFrameReader(maxAnswerBytes);
  let listener: ((message: unknown) => void) | null = null;
  child.stdout?.on("data", (chunk: Buffer) => {
    try {
      for (const message of readMessages(chunk)) {
        if (!listener) throw new Error("a message that nobody waits for");
        listener(message);
        listener = null;
      }
    } catch (error) {
      keepWords(String(error));
      child.stdout?.removeAllListeners("data").destroy();
      child.kill("SIGKILL");
    }
  });
  // Its end tells what became of it.
  child.stdin?.on("error", () => child.kill("SIGKILL"));

  async function kill(): Promise<void> {
    // Otherwise a script with nothing else to do would end while it waits.
    holdEventLoop(child);
    child.kill("SIGKILL");
    await ended;
  }

  /** Waits for one message, and kills the process when none that `read` takes comes in time. */
  async function hear<Message>(
    limitMs: number,
    read: (message: unknown) => Message,
  ): Promise<Message> {
    holdEventLoop(child);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, limitMs);
    try {
      const message = await new Promise<unknown>((resolve, reject) => {
        void ended.then(reject);
        listener = resolve;
      });
      return read(message);
    } catch (error) {
      await kill();
      if (!isLate) throw error;
      throw new TookTooLongError(`no answer within ${limitMs} ms`, { cause: error });
    } finally {
      clearTimeout(timer);
      listener = null;
      releaseEventLoop(child);
    }
  }

  function run(job: DecodeJob): Promise<DecodeAnswer> {
    const answer = hear(timeoutMs, (message) => readAnswer(message, job.spec));
    if (child.stdin) writeFrame(child.stdin, job);
    return answer;
  }

  return {
    ready: hear(startTimeoutMs, (message) => void readySchema.parse(message)),
    run,
    kill,
    isAlive: () =>
      child.stdin?.writable === true && child.exitCode === null && child.signalCode === null,
  };
}

function holdEventLoop(child: ChildProcess): void {
  for (const handle of handlesOf(child)) handle?.ref();
}

function releaseEventLoop(child: ChildProcess): void {
  for (const handle of handlesOf(child)) handle?.unref();
}

function handlesOf(child: ChildProcess) {
  // A pipe to a child is a socket, which the types do not tell.
  const pipes = [child.stdin, child.stdout, child.stderr] as (Socket | null)[];
  return [child, ...pipes];
}
