/** Starts a server process of the soak and talks to it until it dies. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { WorkerApi, WorkerSettings } from "./worker.ts";

/** The process was killed while something was asked of it. */
export class WorkerDied extends Error {
  override readonly name = "WorkerDied";
}

export type Worker = {
  api: WorkerApi;
  isAlive: () => boolean;
  /** Resolves when the process is gone. */
  kill: () => Promise<void>;
};

type Answer = { id: number; result?: unknown; error?: string };

/** @throws WorkerDied when it dies before it is ready, which a soak that kills at random brings about */
export async function startWorker(settings: WorkerSettings): Promise<Worker> {
  const child = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), {
    execArgv: ["--conditions=@picket/source", "--import", "tsx"],
    serialization: "advanced",
    env: { PATH: process.env["PATH"], AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  });
  const pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let lastId = 0;
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", (code) => {
      hasEnded = true;
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
      issueTicket: ask("issueTicket"),
      complete: ask("complete"),
      deleteImagesOf: ask("deleteImagesOf"),
      sweep: ask("sweep"),
      age: ask("age"),
      rows: ask("rows"),
    },
    isAlive: () => !hasEnded,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
