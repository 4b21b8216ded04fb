import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { on, once } from "node:events";
import { fileURLToPath } from "node:url";
import { gradient } from "@picket/hostile-images";
import { describe, expect, it, vi } from "vitest";
import { createFrameReader, writeFrame } from "../../src/sharp/frames.js";
import { endlessSpec, specOf } from "./pictures.ts";
import { isRunning } from "./process-table.ts";

// Real processes: on a busy machine their start alone may take a second.
vi.setConfig({ testTimeout: 60_000 });

const childPath = fileURLToPath(new URL("../../src/sharp/decode-child.js", import.meta.url));
const parentPath = fileURLToPath(new URL("doomed-parent.js", import.meta.url));

function startChild(memoryLimitBytes: number): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [childPath, String(memoryLimitBytes)]);
}

async function* answersOf({ stdout }: ChildProcessWithoutNullStreams): AsyncGenerator {
  const read = createFrameReader(2 ** 30);
  for await (const [chunk] of on(stdout, "data")) yield* read(chunk);
}

describe("the decode process", () => {
  it("dies in the middle of its work when its parent is killed", async () => {
    const parent = spawn(process.execPath, [parentPath, childPath], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const bytes = await gradient(2000, 1000).png().toBuffer();
    parent.send({ bytes, spec: endlessSpec });
    const [pid] = (await once(parent, "message")) as [number];
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 30_000);
  });

  it("ends itself when it holds more memory than it may, wherever the system sets no limit", async () => {
    const child = startChild(1024 * 1024);
    const bytes = await gradient(2000, 1000).png().toBuffer();
    writeFrame(child.stdin, { bytes, spec: endlessSpec });
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  });

  it("ends when its parent lets go of it", async () => {
    const child = startChild(2 ** 40);
    const answers = answersOf(child);
    const bytes = await gradient(20, 10).png().toBuffer();
    expect(await answers.next()).toMatchObject({ value: "ready" });
    writeFrame(child.stdin, { bytes, spec: specOf("image/png") });
    expect(await answers.next()).toMatchObject({ value: { status: "rendered" } });
    child.stdin.end();
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  });
});
