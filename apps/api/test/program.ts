/** The built program in a process of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";

export type Run = { child: ChildProcess; said: () => string; exit: Promise<number | null> };

export const folderOf = (name: string): string =>
  fileURLToPath(new URL(`../${name}`, import.meta.url));

const program = path.join(folderOf("dist"), "main.js");

/** The settings of this checkout are none of the tests': they may name a real bucket. */
const noEnvFile = { ENV_FILE: folderOf("no.env") };

/** @param variables all of its environment but the PATH; a copy of the program reads the `.env` of its own project */
export function run(variables: Record<string, string>, file = program): Run {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [file], {
    env: { PATH, ...(file === program && noEnvFile), ...variables },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  const ended: Promise<unknown>[] = [once(child, "exit")];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    stream.on("data", (data: Buffer) => {
      output += data.toString();
    });
    ended.push(once(stream, "close"));
  }
  const exit = Promise.all(ended).then(() => child.exitCode);
  return { child, said: () => output, exit };
}

/** Waits for the friendly block. */
export async function untilReady(app: Run): Promise<Run> {
  const { stdout } = app.child;
  while (!app.said().includes("Ctrl-C")) {
    if (app.child.exitCode !== null || !stdout) throw new Error(`It ended: ${app.said()}`);
    await Promise.race([once(stdout, "data"), app.exit]);
  }
  return app;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}
