import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { gradient } from "@picket/hostile-images";
import { describe, expect, it, vi } from "vitest";
import { endlessSpec, specOf } from "./pictures.ts";
import { isRunning } from "./process-table.ts";

// Real processes: on a busy machine their start alone may take a second.
vi.setConfig({ testTimeout: 60_000 });

const childPath = fileURLToPath(new URL("../../src/sharp/decode-child.js", import.meta.url));
const parentPath = fileURLToPath(new URL("doomed-parent.js", import.meta.url));

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, args, {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

describe("the decode process", () => {
  it("dies in the middle of its work when its parent is killed", async () => {
    const parent = start(parentPath, childPath);
    const bytes = await gradient(2000, 1000).png().toBuffer();
    parent.send({ bytes, spec: endlessSpec });
    const [pid] = (await once(parent, "message")) as [number];
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 30_000);
  });

  it("ends itself when it holds more memory than it may, wherever the system sets no limit", async () => {
    const child = start(childPath, String(1024 * 1024));
    const bytes = await gradient(2000, 1000).png().toBuffer();
    child.send({ bytes, spec: endlessSpec });
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  });

  it("ends when its parent lets go of it", async () => {
    const child = start(childPath, String(2 ** 40));
    const bytes = await gradient(20, 10).png().toBuffer();
    expect(await once(child, "message")).toEqual(["ready", undefined]);
    child.send({ bytes, spec: specOf("image/png") });
    expect(await once(child, "message")).toMatchObject([{ status: "rendered" }, undefined]);
    child.disconnect();
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  });
});
