// `node scripts/with-postgres.mjs <command> [argument …]`: runs the command with TEST_DATABASE_URL set to a Postgres
// of its own, in a temporary folder. Both are gone when the command has ended. One that is set already is left as it is.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

const [command = "", ...args] = process.argv.slice(2);
if (command === "") throw new Error("usage: with-postgres.mjs <command> [argument …]");

let passOn = (/** @type {NodeJS.Signals} */ _signal) => {};
let isStopping = false;
// This process outlives a signal, or the database would outlive this process.
for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(name, () => {
    isStopping = true;
    passOn(name);
  });
}

const given = process.env["TEST_DATABASE_URL"];
process.exitCode = given ? await run(given) : await runWithOwn();

async function runWithOwn() {
  const folder = mkdtempSync(join(tmpdir(), "picket-postgres-"));
  try {
    const postgres = await startPostgres(folder);
    try {
      return isStopping ? 1 : await run(postgres.url);
    } finally {
      await postgres.stop();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} url */
async function run(url) {
  const env = { ...process.env, TEST_DATABASE_URL: url };
  const child = spawn(command, args, { stdio: "inherit", env });
  passOn = (signal) => child.kill(signal);
  const [status] = await once(child, "exit");
  return status ?? 1;
}

/** @param {string} folder */
async function startPostgres(folder) {
  const programs = findPrograms();
  const data = join(folder, "data");
  const password = randomBytes(18).toString("base64url");
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const owner = findOwner();
  if (owner) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
  // Detached: a terminal's Ctrl-C must not take the database from a command that still cleans up.
  const options = { ...owner, cwd: folder, detached: true };

  const access = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  execFileSync(
    join(programs, "initdb"),
    [...access, "--encoding=UTF8", "--locale=C", "--no-sync", `--pgdata=${data}`],
    { ...options, stdio: ["ignore", "ignore", "inherit"] },
  );
  const port = `${await findFreePort()}`;
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    // Nobody will miss the data. Benchmarks compare what both sides wait for alike.
    "fsync=off",
    "max_wal_size=4GB",
  ];
  const server = spawn(
    join(programs, "postgres"),
    ["-D", data, "-p", port, ...settings.flatMap((setting) => ["-c", setting])],
    { ...options, stdio: "ignore" },
  );
  const ended = once(server, "exit");
  const isReady = () =>
    spawnSync(join(programs, "pg_isready"), ["-h", "127.0.0.1", "-p", port]).status === 0;
  while (!isReady()) {
    if (server.exitCode !== null) throw new Error("Postgres ended before it was ready.");
    await sleep(50);
  }
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      server.kill("SIGINT");
      await ended;
    },
  };
}

/** @returns the folder of Postgres' programs; Debian keeps them off the PATH, each version in a folder of its own */
function findPrograms() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const newestFirst = versions.toSorted((a, b) => Number(b) - Number(a));
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter),
    ...newestFirst.map((version) => join(debian, version, "bin")),
  ];
  const found = folders.find((bin) =>
    ["initdb", "postgres", "pg_isready"].every((name) => existsSync(join(bin, name))),
  );
  if (!found) throw new Error("Postgres is not installed (Debian: postgresql).");
  return found;
}

/** @returns whom it runs as: it refuses to be root */
function findOwner() {
  if (process.getuid?.() !== 0) return undefined;
  const id = (/** @type {string} */ flag) =>
    Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function findFreePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  // A TCP server that listens has an address object.
  const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
  probe.close();
  await once(probe, "close");
  return port;
}
