/** A Postgres of the soak's own, in a folder that goes with it. Needs Postgres on this machine (Debian: `apt install postgresql`). */
import { execFile } from "node:child_process";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where Debian puts it; elsewhere its programs are found by PATH. */
const debianFolder = "/usr/lib/postgresql";

export async function startPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const programs = await findPrograms();
  const dir = await mkdtemp(path.join(tmpdir(), "picket-postgres-"));
  const port = await findFreePort();
  const user = await unprivilegedUser(dir);
  const data = path.join(dir, "data");
  const options = `-p ${port} -k ${dir} -c listen_addresses=127.0.0.1`;
  await run(`${programs}initdb`, ["-D", data, "-A", "trust", "-U", "postgres"], user);
  const control = (...args: string[]): Promise<unknown> =>
    run(`${programs}pg_ctl`, ["-D", data, "-w", ...args], user);
  await control("-o", options, "-l", path.join(dir, "log"), "start");
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await control("-m", "fast", "stop");
      await rm(dir, { recursive: true });
    },
  };
}

/** @returns a folder with a slash at its end, or nothing */
async function findPrograms(): Promise<string> {
  const versions = await readdir(debianFolder).catch(() => []);
  const newest = versions.sort((a, b) => Number(a) - Number(b)).at(-1);
  return newest ? `${debianFolder}/${newest}/bin/` : "";
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Postgres refuses to run as root, so there it runs as nobody, who gets the folder. */
async function unprivilegedUser(dir: string): Promise<{ uid?: number; gid?: number; cwd: string }> {
  if (process.getuid?.() !== 0) return { cwd: dir };
  const [uid, gid] = await Promise.all([idOf("-u"), idOf("-g")]);
  await chown(dir, uid, gid);
  return { uid, gid, cwd: dir };
}

async function idOf(flag: "-u" | "-g"): Promise<number> {
  const { stdout } = await run("id", [flag, "nobody"]);
  return Number(stdout);
}
