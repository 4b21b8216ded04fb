/** The real built application in a process of its own, on free ports, with its own data folder. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type ShopServer = {
  url: string;
  storageUrl: string;
  /** stops it, and starts it again on the same data and ports */
  restart: () => Promise<void>;
  close: () => Promise<void>;
};

export async function startShop(): Promise<ShopServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), "picket-e2e-"));
  const [port, storagePort] = await findFreePorts();
  const url = `http://localhost:${port}`;
  const env = { DATA_DIR: dataFolder, PORT: String(port), DEV_S3_PORT: String(storagePort) };
  let server = await launch(url, env);
  return {
    url,
    storageUrl: `http://localhost:${storagePort}`,
    restart: async () => {
      await stop(server);
      server = await launch(url, env);
    },
    close: async () => {
      await stop(server);
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

const main = fileURLToPath(new URL("../../../api/dist/main.js", import.meta.url));

/** @returns when it is ready to work */
async function launch(url: string, settings: Record<string, string>): Promise<ChildProcess> {
  const { PATH, HOME } = process.env;
  const server = spawn(process.execPath, [main], {
    // Only these: what is set on this machine for a real store or database must not reach the test.
    env: { PATH, HOME, ...settings },
    cwd: settings["DATA_DIR"],
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  server.stdout.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  server.stderr.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return server;
    if (hasEnded(server)) {
      throw new Error(`The server ended before it was ready.\n${output.join("")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return;
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  await ended;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Both are held until both are known, so they differ. */
async function findFreePorts(): Promise<[number, number]> {
  const probes = [createServer(), createServer()] as const;
  const ports = probes.map(async (probe) => {
    probe.listen(0, "127.0.0.1");
    await once(probe, "listening");
    const address = probe.address();
    if (address === null || typeof address === "string") throw new Error("No port was given.");
    return address.port;
  });
  const [first, second] = await Promise.all(ports);
  for (const probe of probes) {
    probe.close();
    await once(probe, "close");
  }
  return [first!, second!];
}
