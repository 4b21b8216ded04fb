/** The command, as it is built: what it prints, how it stops, how it says no. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clientOf } from "./start-dev-s3.ts";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
let dir: string;
let children: ChildProcess[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "dev-s3-"));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(dir, { recursive: true });
});

type Run = { code: number | null; stdout: string; stderr: string };

function start(...args: string[]) {
  const child = spawn(process.execPath, [cli, ...args]);
  children.push(child);
  const run: Run = { code: null, stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (run.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (run.stderr += chunk.toString()));
  const ended = new Promise<Run>((resolve) => {
    child.once("close", (code) => resolve({ ...run, code }));
  });
  const ready = new Promise<Record<string, string>>((resolve, reject) => {
    child.stdout.on("data", () => {
      if (run.stdout.includes("SECRET_KEY=") && run.stdout.endsWith("\n")) {
        resolve(Object.fromEntries(run.stdout.trim().split("\n").map(readLine)));
      }
    });
    void ended.then(({ stderr }) => reject(new Error(stderr)));
  });
  // Whoever only waits for the end does not want to hear that it was never ready.
  ready.catch(() => undefined);
  return { child, ended, ready };
}

function readLine(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}

function connectTo(printed: Record<string, string>) {
  return clientOf({
    endpoint: printed["ENDPOINT"]!,
    region: printed["REGION"]!,
    credentials: {
      accessKeyId: printed["ACCESS_KEY"]!,
      secretAccessKey: printed["SECRET_KEY"]!,
    },
  });
}

describe("the command", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "prints five lines, serves, and stops on %s with code 0",
    async (signal) => {
      const { child, ended, ready } = start(
        "--dir",
        dir,
        "--port",
        "0",
        "--public-prefix",
        "images/",
      );
      const printed = await ready;
      expect(Object.keys(printed)).toEqual([
        "ENDPOINT",
        "REGION",
        "BUCKET",
        "ACCESS_KEY",
        "SECRET_KEY",
      ]);
      const Bucket = printed["BUCKET"]!;
      await connectTo(printed).send(new PutObjectCommand({ Bucket, Key: "images/a", Body: "x" }));
      const headers = { origin: "https://anywhere.example" };
      const answer = await fetch(`${printed["ENDPOINT"]}/${Bucket}/images/a`, { headers });
      expect(await answer.text()).toBe("x");
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, stderr: "" });
      expect(await readdir(dir)).not.toContain("lock");
    },
  );

  test("keeps what was acknowledged through a kill -9, and takes over its lock", async () => {
    const first = start("--dir", dir, "--port", "0");
    const printed = await first.ready;
    const target = { Bucket: "picket", Key: "kept" };
    await connectTo(printed).send(new PutObjectCommand({ ...target, Body: "through the kill" }));
    first.child.kill("SIGKILL");
    await first.ended;
    const second = start("--dir", dir, "--port", "0");
    const object = await connectTo(await second.ready).send(new GetObjectCommand(target));
    expect(await object.Body!.transformToString()).toBe("through the kill");
  });

  test("refuses a folder that another one uses", async () => {
    const first = start("--dir", dir, "--port", "0");
    await first.ready;
    const { code, stdout, stderr } = await start("--dir", dir, "--port", "0").ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`${dir} is in use by another process (${first.child.pid})`);
  });

  test("names a port that is in use", async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    const address = blocker.address() as { port: number };
    const { code, stderr } = await start("--dir", dir, "--port", String(address.port)).ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${address.port} is already in use`);
    blocker.close();
  });

  test("explains itself on --help", async () => {
    const { code, stdout } = await start("--help").ended;
    expect(code).toBe(0);
    for (const option of ["--dir", "--port", "--bucket", "--public-prefix", "--cors-origin"]) {
      expect(stdout).toContain(option);
    }
  });

  test.each([
    [["--prot", "1"], "--prot"],
    [["--port", "0"], "--dir FOLDER is missing"],
    [["--dir", "x", "--port", "many"], '"many" is not a port number'],
    [["--dir", "x", "--port", "65536"], "is not a port number"],
    [["stray"], "stray"],
  ])("refuses %j with a sentence", async (args, sentence) => {
    const { code, stdout, stderr } = await start(...args).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
  });
});
