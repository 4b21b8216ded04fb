/** One disposable child process: started under limits, given one image at a time, killed without asking. */
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { TookTooLongError } from "../image-processor.ts";
import { readAnswer, readySchema, type DecodeAnswer, type DecodeJob } from "./decode-answer.ts";
import { limitedExec } from "./limited-exec.ts";

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
};

/** A start takes 0.2 s; on a machine that needs this long, nothing would be decoded in time either. */
const startTimeoutMs = 20_000;

export function startDecodeProcess({
  timeoutMs,
  memoryLimitBytes,
}: DecodeProcessLimits): DecodeProcess {
  const child = spawnChild(memoryLimitBytes);
  let lastWords = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  const ended = new Promise<Error>((resolve) => {
    child.on("error", (cause) => resolve(new Error("decode process did not start", { cause })));
    child.once("close", (code, signal) =>
      resolve(new Error(`decode process ended with ${signal ?? code}: ${lastWords.trim()}`)),
    );
  });

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
        child.once("message", resolve);
      });
      return read(message);
    } catch (error) {
      await kill();
      if (!isLate) throw error;
      throw new TookTooLongError(`no answer within ${limitMs} ms`, { cause: error });
    } finally {
      clearTimeout(timer);
      child.removeAllListeners("message");
      releaseEventLoop(child);
    }
  }

  function run(job: DecodeJob): Promise<DecodeAnswer> {
    const answer = hear(timeoutMs, (message) => readAnswer(message, job.spec));
    child.send(job, (error) => error && child.kill("SIGKILL"));
    return answer;
  }

  return {
    ready: hear(startTimeoutMs, (message) => void readySchema.parse(message)),
    run,
    kill,
    isAlive: () => child.connected && child.exitCode === null && child.signalCode === null,
  };
}

const childPath = fileURLToPath(new URL("./decode-child.js", import.meta.url));

// Without a JIT, V8 reserves some 500 MB less address space, which is left to the pixels; and a process
// that parses foreign bytes has no memory that is both writable and executable.
const nodeFlags = ["--jitless", "--max-old-space-size=128"];

function spawnChild(memoryLimitBytes: number): ChildProcess {
  const args = [...nodeFlags, childPath, String(memoryLimitBytes)];
  const options: SpawnOptions = {
    env: childEnvironment(),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  };
  if (process.platform === "win32") return spawn(process.execPath, args, options);
  const script = limitedExec(memoryLimitBytes, process.platform);
  return spawn("/bin/sh", ["-c", script, process.execPath, ...args], options);
}

/** None of the server's own variables: what decodes foreign bytes has no secret to lose. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return {
    VIPS_BLOCK_UNTRUSTED: "1",
    // Each further malloc arena and thread reserves address space.
    MALLOC_ARENA_MAX: "2",
    UV_THREADPOOL_SIZE: "1",
    // Windows loads no network or crypto library without it.
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
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
  return [child, child.channel, child.stderr as Socket | null];
}
