/** The shop as `pnpm start` runs it, in a process of its own, on free ports and with its own data folder. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Shop = {
  /** page and API */
  url: string;
  /** where forms are sent to */
  storageUrl: string;
  pid: () => number;
  /** stops it, and starts it again on the same data and ports */
  restart: () => Promise<void>;
  close: () => Promise<void>;
};

/** Needs what `turbo run build --filter=api` builds. */
const main = fileURLToPath(new URL("../../../apps/api/dist/main.js", import.meta.url));

/** Relative to the data folder. */
const noFile = "no.env";

/**
 * @param settings environment variables over those of the embedded default
 * @returns when it has said that it is ready
 * @throws Error with what it said, when it ends before
 */
export async function startShop(settings: Record<string, string> = {}): Promise<Shop> {
  const dataFolder = await mkdtemp(join(tmpdir(), "picket-shop-"));
  const removeData = (): Promise<void> => rm(dataFolder, { recursive: true, force: true });
  const launchOn = (PORT: string, DEV_S3_PORT: string): Promise<Program> =>
    launch({ DATA_DIR: dataFolder, PORT, DEV_S3_PORT, ...settings });
  try {
    let program = await launchOn("0", "0");
    const { url, storageUrl } = program;
    return {
      url,
      storageUrl,
      pid: () => program.pid,
      restart: async () => {
        await program.stop();
        program = await launchOn(new URL(url).port, new URL(storageUrl).port);
      },
      close: async () => {
        await program.stop();
        await removeData();
      },
    };
  } catch (error) {
    await removeData();
    throw error;
  }
}

type Program = Pick<Shop, "url" | "storageUrl"> & { pid: number; stop: () => Promise<void> };

async function launch(settings: Record<string, string>): Promise<Program> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [main], {
    // Only these: what is set on this machine, or in this checkout, for a real store or database must not reach a test.
    env: { PATH, HOME, ENV_FILE: noFile, ...settings },
    cwd: settings["DATA_DIR"],
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  const said = await hearWelcome(child, ended);
  return {
    url: wordAfter("Open", said),
    storageUrl: wordAfter("S3", said),
    // It has one: it has said something.
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/** @returns the block in which it says where it is; its last line is how to stop it */
async function hearWelcome(child: ChildProcess, ended: Promise<unknown>): Promise<string> {
  let said = "";
  const listen = (chunk: Buffer): void => {
    said += chunk.toString();
  };
  child.stdout?.on("data", listen);
  child.stderr?.on("data", listen);
  while (!said.includes("Ctrl-C")) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The shop ended before it was ready.\n${said}`);
    }
    await Promise.race([ended, once(child.stdout ?? child, "data")]);
  }
  return said;
}

function wordAfter(name: string, said: string): string {
  const word = new RegExp(`^ *${name} +(\\S+)`, "m").exec(said)?.[1];
  if (word === undefined) throw new Error(`It does not say "${name}":\n${said}`);
  return word;
}
