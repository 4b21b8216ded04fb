/** The program, as `pnpm start` runs it, in a process and a folder of its own, its bucket open to look into. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createDevS3 } from "@picket/dev-s3";
import { imagesPrefix, type ObjectStore } from "@picket/upload-server";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";

export type Program = {
  url: string;
  pid: number;
  /** database and storage are in its process */
  isEmbedded: boolean;
  /** as its owner sees it */
  bucket: ObjectStore;
  /** Kills it, whatever it is doing, and removes what it wrote. */
  close: () => Promise<void>;
};

const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** One stranger here is as busy as a town: what limits the rate of calls has tests of its own. */
const settings = {
  PORT: "0",
  DEV_S3_PORT: "0",
  RATE_LIMIT_TICKETS: "1000000",
  TICKETS_MAX_OPEN: "1000000",
  RATE_LIMIT_COMPLETIONS: "1000000",
  LOG_LEVEL: "error",
};

/**
 * Needs what `tsc -b` builds.
 * @param postgresUrl with it, neither database nor storage is in the program's process
 */
export async function startProgram(postgresUrl: string | null): Promise<Program> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "picket-program-"));
  const own = postgresUrl ? await openOwnStorage(dataDir) : null;
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env["PATH"],
      DATA_DIR: dataDir,
      ENV_FILE: path.join(dataDir, "no.env"),
      ...settings,
      ...(postgresUrl && { DATABASE_URL: postgresUrl, ...own?.settings }),
    },
    // By the last it notices when whoever started it is gone.
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await own?.close();
    await rm(dataDir, { recursive: true });
  };
  try {
    const said = await hearWelcome(child, ended);
    const storage = own ?? (await findEmbeddedStorage(dataDir, saidOf(said, "S3")));
    const { bucket, credentials, endpoint } = storage;
    const s3 = createS3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true });
    return {
      url: saidOf(said, "Open"),
      // It has one: it has said something.
      pid: child.pid ?? 0,
      isEmbedded: own === null,
      bucket: createS3Store({ client: s3, bucket }),
      close: async () => {
        s3.destroy();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function hearWelcome(child: ChildProcess, ended: Promise<unknown>): Promise<string> {
  const { stdout } = child;
  if (!stdout) throw new Error("It was started with a pipe.");
  let said = "";
  stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  while (!said.includes("Ctrl-C")) {
    await Promise.race([once(stdout, "data"), ended]);
    if (child.exitCode !== null) throw new Error(`It ended with code ${child.exitCode}.`);
  }
  return said;
}

function saidOf(said: string, name: string): string {
  const value = new RegExp(`^  ${name} +(\\S+)`, "m").exec(said)?.[1];
  if (!value) throw new Error(`It does not say "${name}": ${said}`);
  return value;
}

async function findEmbeddedStorage(dataDir: string, endpoint: string) {
  const secrets = JSON.parse(await readFile(path.join(dataDir, "secrets.json"), "utf8"));
  return { endpoint, bucket: "picket", credentials: secrets.s3 };
}

async function openOwnStorage(dataDir: string) {
  const bucket = "photos";
  const { close, credentials, endpoint, region } = await createDevS3({
    dir: path.join(dataDir, "own-s3"),
    buckets: [{ name: bucket, publicReadPrefixes: [imagesPrefix] }],
  });
  return {
    endpoint,
    bucket,
    credentials,
    close,
    settings: {
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      S3_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      PICKET_SECRET: "only for this soak, 32 characters",
      AUTH_SECRET: "another for this soak, 32 characters",
    },
  };
}
