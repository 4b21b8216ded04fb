/** A Postgres to measure on: the one that TEST_DATABASE_URL names, or one of our own in a temporary folder. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";

export type PostgresServer = {
  /** of its database for administration */
  url: string;
  version: string;
  close: () => Promise<void>;
};

export async function openPostgres(): Promise<PostgresServer> {
  const url = process.env["TEST_DATABASE_URL"];
  if (url) return { url, version: await askVersion(url), close: async () => {} };
  return startCluster();
}

/**
 * Nothing is written through to the disk: the time that takes is the same for every size, and would only make a
 * ratio look better. All else is as Postgres comes.
 */
async function startCluster(): Promise<PostgresServer> {
  const bin = findBinaries();
  const folder = mkdtempSync(path.join(tmpdir(), "picket-postgres-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // Postgres refuses to run as root.
  const user = process.getuid?.() === 0 ? idsOf("postgres") : null;
  try {
    if (user) chownSync(folder, user.uid, user.gid);
    const data = path.join(folder, "data");
    const options = { cwd: folder, ...user, stdio: "ignore" } as const;
    execFileSync(
      path.join(bin, "initdb"),
      ["-D", data, "-U", "picket", "-A", "trust", "-E", "UTF8"],
      options,
    );
    const port = await freePort();
    const settings = ["fsync=off", "listen_addresses=127.0.0.1", "max_wal_size=4GB"];
    const args = [
      "-D",
      data,
      "-p",
      `${port}`,
      "-k",
      folder,
      ...settings.flatMap((set) => ["-c", set]),
    ];
    const server = spawn(path.join(bin, "postgres"), args, options);
    const exited = once(server, "exit");
    process.once("exit", () => {
      server.kill("SIGKILL");
      remove();
    });
    const url = `postgres://picket@127.0.0.1:${port}/postgres`;
    const version = await Promise.race([
      untilItAnswers(url),
      exited.then(() => {
        throw new Error("Postgres did not start.");
      }),
    ]);
    return {
      url,
      version,
      close: async () => {
        server.kill("SIGINT");
        await exited;
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function findBinaries(): string {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).toSorted() : [];
  const folders = [
    ...versions.toReversed().map((version) => path.join(debian, version, "bin")),
    ...(process.env["PATH"] ?? "").split(path.delimiter),
  ];
  const found = folders.find((folder) =>
    ["initdb", "postgres"].every((name) => existsSync(path.join(folder, name))),
  );
  if (!found) throw new Error("No Postgres is installed here; name one with TEST_DATABASE_URL.");
  return found;
}

function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string): number =>
    Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  // Of a server on a port, not on a pipe.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function untilItAnswers(url: string): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await askVersion(url);
    } catch (error) {
      if (tries === 300) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
  }
}

async function askVersion(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>("show server_version");
    return rows[0]?.server_version ?? "";
  } finally {
    await client.end().catch(() => {});
  }
}
