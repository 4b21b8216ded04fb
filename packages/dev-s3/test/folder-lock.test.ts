/** The lock of a data folder, between real processes. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "../src/folder-lock.ts";

const script = fileURLToPath(new URL("lock-holder.js", import.meta.url));

let folder: string;
let holders: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "picket-lock-"));
  holders = [];
});

afterEach(async () => {
  await Promise.all(holders.map(kill));
  await rm(folder, { recursive: true });
});

/** @returns what another process says about its attempt to take the lock */
async function attempt(): Promise<{ holder: ChildProcess; said: string }> {
  const holder = spawn(process.execPath, [script, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  holders.push(holder);
  const [data] = await once(holder.stdout, "data");
  return { holder, said: String(data).trim() };
}

/** Takes the lock and gives it back. */
async function expectFree(): Promise<void> {
  const unlock = await lockFolder(folder, "picket.lock");
  expect(await readdir(folder)).toEqual(["picket.lock"]);
  await unlock();
  expect(await readdir(folder)).toEqual([]);
}

async function kill(holder: ChildProcess): Promise<void> {
  if (holder.exitCode !== null || holder.signalCode !== null) return;
  holder.kill("SIGKILL");
  await once(holder, "exit");
}

test("a folder that another process uses is refused, naming folder, process and way out", async () => {
  const { holder, said } = await attempt();
  expect(said).toBe("locked");
  await expect(lockFolder(folder, "picket.lock")).rejects.toThrow(
    `${folder} is in use by another process (${holder.pid}). Stop that one, or choose another`,
  );
});

test("a folder that this process uses already is refused too", async () => {
  const unlock = await lockFolder(folder, "picket.lock");
  await expect(lockFolder(folder, "picket.lock")).rejects.toThrow(`process (${process.pid})`);
  await unlock();
});

test("a lock given back is free, and leaves nothing behind", async () => {
  await expectFree();
  await expectFree();
});

test("the lock of a killed process is taken over", async () => {
  const { holder } = await attempt();
  await kill(holder);
  expect(await readdir(folder)).toEqual(["picket.lock"]);
  await expectFree();
});

test("a lock whose process id belongs to another program now is taken over", async () => {
  await writeFile(path.join(folder, "picket.lock"), `${process.ppid} 1`);
  await expectFree();
});

test("a damaged lock is taken over", async () => {
  await writeFile(path.join(folder, "picket.lock"), "");
  await expectFree();
});

test("of five processes that find the lock of a dead one, one gets it", async () => {
  await kill((await attempt()).holder);
  const said = await Promise.all(Array.from({ length: 5 }, attempt));
  expect(said.filter((one) => one.said === "locked")).toHaveLength(1);
});
