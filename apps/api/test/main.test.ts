/** The program itself, as `pnpm start` runs it: what it says, how it refuses, how it ends. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jpeg } from "./pictures.ts";
import { publish } from "./plain-upload.ts";
import { end, folderOf, run as runProgram, untilReady, type Run } from "./program.ts";
import { clientFor, demo, signIn } from "./test-app.ts";

let dataDir: string;
let ports: { PORT: string; DEV_S3_PORT: string };
let started: ChildProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "picket-main-"));
  const [PORT, DEV_S3_PORT] = [await freePort(), await freePort()];
  ports = { PORT: `${PORT}`, DEV_S3_PORT: `${DEV_S3_PORT}` };
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((child) => end(child, "SIGKILL")));
  await rm(dataDir, { recursive: true });
});

/** @param variables over free ports and a folder of this test's own */
function run(variables: Record<string, string> = {}, file?: string): Run {
  const app = runProgram({ DATA_DIR: dataDir, ...ports, ...variables }, file);
  started.push(app.child);
  return app;
}

function runUntilReady(variables?: Record<string, string>): Promise<Run> {
  return untilReady(run(variables));
}

async function listenOn(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function freePort(): Promise<number> {
  const server = await listenOn(0);
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** The program in a project of its own, which may have a `.env`. */
async function copyProgram(): Promise<{ copy: string; envFile: string }> {
  const project = path.join(dataDir, "project");
  const api = path.join(project, "apps", "api");
  await cp(folderOf("dist"), path.join(api, "dist"), { recursive: true });
  await symlink(folderOf("node_modules"), path.join(api, "node_modules"));
  await writeFile(path.join(api, "package.json"), '{ "type": "module" }');
  return { copy: path.join(api, "dist", "main.js"), envFile: path.join(project, ".env") };
}

/** Lets everybody in and answers no query, as one whose migrations somebody else has locked. */
async function listenAsStuckPostgres(): Promise<{ url: string; asked: Promise<void> }> {
  const server = await listenOn(0);
  server.unref();
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo;
  return { url: `postgres://shop@127.0.0.1:${port}/shop`, asked: takeQuery(server) };
}

async function takeQuery(server: Server): Promise<void> {
  // The event's one argument.
  const [socket] = (await once(server, "connection")) as [Socket];
  await once(socket, "data");
  // AuthenticationOk, then ReadyForQuery.
  socket.write(Buffer.from("R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I", "latin1"));
  await once(socket, "data");
}

describe("it refuses to start, with one sentence and exit code 1,", () => {
  async function refusal(variables: Record<string, string>, file?: string): Promise<string> {
    const { exit, said } = run(variables, file);
    expect(await exit).toBe(1);
    expect(said()).toMatch(/^Picket did not start\. /);
    expect(said()).not.toMatch(/^\s+at |node:internal/m);
    return said();
  }

  test("with settings that make no sense", async () => {
    const said = await refusal({ S3_BUKET: "photos", IMAGE_MAX_BYTES: "many" });
    expect(said).toContain("S3_BUKET is not known. Is it S3_BUCKET?");
    expect(said).toContain("IMAGE_MAX_BYTES must be a whole number");
  });

  test("when .env is a folder", async () => {
    const { copy, envFile } = await copyProgram();
    await mkdir(envFile);
    expect(await refusal({}, copy)).toContain(`${envFile} is a folder where a file should be`);
  });

  test("when a port from .env, which an empty variable does not hide, is in use", async () => {
    const { copy, envFile } = await copyProgram();
    const squatter = await listenOn(Number(ports.PORT));
    await writeFile(envFile, `PORT=${ports.PORT}\n`);
    expect(await refusal({ PORT: "" }, copy)).toContain(`Port ${ports.PORT} (PORT) is in use.`);
    squatter.close();
  });

  test("when the file that ENV_FILE names is wrong, and then .env is not read", async () => {
    const { copy, envFile } = await copyProgram();
    await writeFile(envFile, "IMAGE_MAX_BYTES=wrong\n");
    const other = path.join(dataDir, "other.env");
    await writeFile(other, "IMAGE_MAX_PIXELS=wrong\n");
    const said = await refusal({ ENV_FILE: other }, copy);
    expect(said).toContain("IMAGE_MAX_PIXELS");
    expect(said).not.toContain("IMAGE_MAX_BYTES");
  });

  test("when its port is in use", async () => {
    const squatter = await listenOn(Number(ports.PORT));
    expect(await refusal({})).toContain(`Port ${ports.PORT} (PORT) is in use.`);
    squatter.close();
  });

  test("when the embedded S3's port is in use, leaving no lock behind", async () => {
    const squatter = await listenOn(Number(ports.DEV_S3_PORT));
    expect(await refusal({})).toContain(`Port ${ports.DEV_S3_PORT} (DEV_S3_PORT)`);
    expect(await readdir(dataDir)).not.toContain("picket.lock");
    squatter.close();
  });

  test("when the database does not answer", async () => {
    const port = await freePort();
    const url = `postgres://shop:hunter2@127.0.0.1:${port}/shop`;
    const said = await refusal({ DATABASE_URL: url });
    expect(said).toContain(`The database at 127.0.0.1:${port} (DATABASE_URL) cannot be used`);
    expect(said).toContain("ECONNREFUSED");
    expect(said).not.toContain("hunter2");
  });

  test("when the bucket does not answer", async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}`;
    const said = await refusal({
      S3_ENDPOINT: endpoint,
      S3_BUCKET: "photos",
      AWS_ACCESS_KEY_ID: "id",
      AWS_SECRET_ACCESS_KEY: "hunter2",
      S3_REGION: "us-east-1",
      PICKET_SECRET: "p".repeat(32),
      AUTH_SECRET: "a".repeat(32),
    });
    expect(said).toContain(`The bucket "photos" (S3_BUCKET) at ${endpoint} cannot be used`);
    expect(said).not.toContain("hunter2");
  });

  test("when the data folder cannot be used", async () => {
    const file = path.join(dataDir, "file");
    await writeFile(file, "");
    expect(await refusal({ DATA_DIR: file })).toContain(`${file} (DATA_DIR) cannot be used`);
  });
});

test("it says where it is, how to sign in, where data lies; and a second one stays off its folder", async () => {
  const { child, said, exit } = await runUntilReady();
  const [page, s3] = [`http://localhost:${ports.PORT}`, `http://localhost:${ports.DEV_S3_PORT}`];
  for (const part of [page, s3, demo.email, demo.password, dataDir]) {
    expect(said()).toContain(part);
  }
  expect(said().trim().split("\n")).toHaveLength(7);

  const second = run({ PORT: `${await freePort()}`, DEV_S3_PORT: `${await freePort()}` });
  expect(await second.exit).toBe(1);
  expect(second.said()).toContain(`${dataDir} is in use by another Picket (process ${child.pid})`);
  expect((await fetch(`${page}/readyz`)).status).toBe(200);

  // A browser that keeps its connections does not keep the server.
  const idle = connect(Number(ports.PORT), "127.0.0.1");
  await once(idle, "connect");
  const beganAt = performance.now();
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(performance.now() - beganAt).toBeLessThan(5000);
  expect(await readdir(dataDir)).not.toContain("picket.lock");
});

test("a kill loses nothing that was published, and the next start takes over", async () => {
  const url = `http://localhost:${ports.PORT}`;
  const { child } = await runUntilReady();
  const client = clientFor(url, await signIn(url, demo));
  const { id: productId } = await client.products.create.mutate({ title: "Enamel jug" });
  const { image } = await publish(client, productId, await jpeg());
  await end(child, "SIGKILL");

  await runUntilReady();
  expect((await client.products.get.query({ productId })).images).toEqual([image]);
  expect((await fetch(image.jpegUrl)).status).toBe(200);
});

test("a signal during the start ends it as well", async () => {
  // On a folder that is there: making a new database may take longer than a start has from a signal to its end.
  await end((await runUntilReady()).child, "SIGTERM");
  const { child, exit, said } = run();
  while (!(await readdir(dataDir)).includes("picket.lock")) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  child.kill("SIGINT");
  expect(await exit).toBe(0);
  expect(said()).toBe("");
  expect(await readdir(dataDir)).not.toContain("picket.lock");
});

test("a signal during a start that hangs ends it, with one sentence", async () => {
  const { url, asked } = await listenAsStuckPostgres();
  const { child, exit, said } = run({ DATABASE_URL: url });
  await asked;
  const beganAt = performance.now();
  child.kill("SIGTERM");
  expect(await exit).toBe(1);
  expect(performance.now() - beganAt).toBeLessThan(12_000);
  expect(said()).toMatch(/^Picket was told to stop while it started; [^\n]+\n$/);
});

test("a second signal ends a start that hangs at once", async () => {
  const { url, asked } = await listenAsStuckPostgres();
  const { child, exit, said } = run({ DATABASE_URL: url });
  await asked;
  child.kill("SIGTERM");
  child.kill("SIGINT");
  expect(await exit).toBe(1);
  expect(said()).toBe("");
});

test("it ends when the process that started it is gone", async () => {
  const { child, exit } = await runUntilReady();
  child.disconnect();
  expect(await exit).toBe(0);
});
