/** Starts a server process of the soak and talks to it until it dies. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { decodersOf, readNotedDecoders } from "./decoders.ts";
import type { FailPoint } from "./fail-points.ts";
import type { WorkerApi, WorkerSettings } from "./worker.ts";

/** The process was killed while something was asked of it. */
export class WorkerDied extends Error {
  override readonly name = "WorkerDied";
}

export type Worker = {
  api: WorkerApi;
  /** what it dies at, if at anything */
  failsAt: FailPoint | null;
  /** that it had when it died */
  lastDecoders: () => number[];
  isAlive: () => boolean;
  /** Resolves when the process is gone. */
  kill: () => Promise<void>;
};

type Answer = { id: number; result?: unknown; error?: string };

/** To load the code takes longer than the rest of a short life, so while one lives it is done for the next. */
export type Crew = {
  /** @throws WorkerDied when it dies before it is ready, which a soak that kills at random brings about */
  start: (settings: WorkerSettings) => Promise<Worker>;
  close: () => void;
};

export function createCrew(): Crew {
  let next = forkWorker();
  return {
    start: (settings) => {
      const child = next;
      next = forkWorker();
      return startWorker(child, settings);
    },
    close: () => void next.kill("SIGKILL"),
  };
}

function forkWorker(): ChildProcess {
  return fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), {
    execArgv: ["--conditions=@picket/source", "--import", "tsx"],
    serialization: "advanced",
    env: { PATH: process.env["PATH"], AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  });
}

async function startWorker(child: ChildProcess, settings: WorkerSettings): Promise<Worker> {
  const pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  // It has one: it was forked.
  const pid = child.pid ?? 0;
  const lastDecoders = new Set<number>();
  let lastId = 0;
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", (code) => {
      hasEnded = true;
      for (const one of readNotedDecoders(settings.dataDir, pid)) lastDecoders.add(one);
      for (const { reject } of pending.values()) reject(new WorkerDied(`code ${code}`));
      pending.clear();
      resolve();
    });
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    void ended.then(() => reject(new WorkerDied("before it was ready")));
  });
  child.send(settings);
  await ready;
  child.on("message", ({ id, result, error }: Answer) => {
    const call = pending.get(id);
    pending.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(error));
  });

  const ask =
    (method: keyof WorkerApi) =>
    (argument?: unknown): Promise<never> => {
      if (hasEnded) return Promise.reject(new WorkerDied(method));
      lastId += 1;
      const id = lastId;
      // What comes back is what the method of that name gives.
      const answer = new Promise<unknown>((resolve, reject) => {
        pending.set(id, { resolve, reject });
      }) as Promise<never>;
      // A process that is just dying tells so by its end.
      child.send({ id, method, argument }, () => {});
      return answer;
    };

  return {
    api: {
      addProduct: ask("addProduct"),
      listShelves: ask("listShelves"),
      reorder: ask("reorder"),
      move: ask("move"),
      remove: ask("remove"),
      restore: ask("restore"),
      expireDeleted: ask("expireDeleted"),
      issueTicket: ask("issueTicket"),
      complete: ask("complete"),
      sweep: ask("sweep"),
      sweepAlone: ask("sweepAlone"),
      listEnded: ask("listEnded"),
      expireEnded: ask("expireEnded"),
      age: ask("age"),
      rows: ask("rows"),
    },
    failsAt: settings.failAt?.name ?? null,
    lastDecoders: () => [...lastDecoders],
    isAlive: () => !hasEnded,
    kill: async () => {
      for (const one of decodersOf(pid)) lastDecoders.add(one);
      child.kill("SIGKILL");
      await ended;
    },
  };
}
