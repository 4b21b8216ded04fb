/** The real built shop in a process of its own, on free ports, with its own data folder, and its demo account. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createTRPCUntypedClient, httpLink } from "@trpc/client";

export const demo = { PICKET_EMAIL: "demo@picket.example", PICKET_PASSWORD: "picket-demo" };

export type Shop = {
  url: string;
  /** of the demo account's session */
  cookie: string;
  /** @returns a new product's id */
  addProduct: () => Promise<string>;
  /** @returns the names of a product's images, sorted */
  imageNames: (productId: string) => Promise<string[]>;
  close: () => Promise<void>;
};

export async function startShop(): Promise<Shop> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), "picket-cli-shop-"));
  const [port, storagePort] = await findFreePorts();
  const url = `http://localhost:${port}`;
  const env = { DATA_DIR: dataFolder, PORT: String(port), DEV_S3_PORT: String(storagePort) };
  const server = await launch(url, env);
  const cookie = await signIn(url);
  const client = createTRPCUntypedClient({
    links: [httpLink({ url: `${url}/trpc`, headers: { cookie } })],
  });
  return {
    url,
    cookie,
    addProduct: async () => {
      // As the shop's own router answers.
      const { id } = (await client.mutation("products.create", { title: "Mug" })) as { id: string };
      return id;
    },
    imageNames: async (productId) => {
      const product = await client.query("products.get", { productId });
      // As the shop's own router answers.
      const { images } = product as { images: { name: string }[] };
      return images.map(({ name }) => name).sort();
    },
    close: async () => {
      await stop(server);
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

const main = fileURLToPath(new URL("../../../../apps/api/dist/main.js", import.meta.url));

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
      throw new Error(`The shop ended before it was ready.\n${output.join("")}`);
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

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: demo.PICKET_EMAIL, password: demo.PICKET_PASSWORD }),
  });
  const [cookie = ""] = response.headers.getSetCookie();
  return cookie.split(";")[0]!;
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
