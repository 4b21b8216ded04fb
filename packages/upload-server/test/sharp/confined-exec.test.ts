import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { confinedExec } from "../../src/sharp/confined-exec.ts";

const MiB = 1024 * 1024;
const thisFile = fileURLToPath(import.meta.url);
const line = confinedExec(1500 * MiB, "linux");

function run(script: string, asked = "ulimit -v"): string {
  const args = ["-c", script, thisFile, "/bin/sh", "-c", asked];
  return execFileSync("/bin/sh", args, { encoding: "utf8", stdio: "pipe" }).trim();
}

describe.runIf(process.platform === "linux")("a program under a limit", () => {
  it("has that limit", () => {
    expect(run(line)).toBe(String(1500 * 1024));
  });

  it("keeps a limit of the system's own that is lower", () => {
    expect(run(`ulimit -v ${900 * 1024}; ${line}`)).toBe(String(900 * 1024));
  });

  it("is not started when there is no limit and none can be set", () => {
    // A shell that knows the limit but refuses to set one.
    const stubborn = 'ulimit() { [ "$#" = 1 ] && echo unlimited; }; ';
    expect(() => run(stubborn + line)).toThrow(/Command failed/);
  });

  it("is started all the same where the process watches its own memory", () => {
    const ignorant = "ulimit() { return 1; }; ";
    expect(run(ignorant + confinedExec(1500 * MiB, "darwin"))).toBe("unlimited");
  });

  it("leaves no core and writes no file", () => {
    expect(run(line, "ulimit -c; ulimit -f")).toBe("0\n0");
  });
});

// What the system allows everybody elsewhere, containers and some distributions refuse.
const hasNamespaces = spawnSync("unshare", ["-U", "-n", "true"]).status === 0;

describe.runIf(process.platform === "linux" && hasNamespaces)("where there are namespaces", () => {
  const hits: (string | undefined)[] = [];
  const server = createServer((socket) => {
    hits.push(socket.remoteAddress);
    socket.end();
  });
  let connect = "";

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A server that listens on TCP has an address with a port.
    const { port } = server.address() as AddressInfo;
    const end = '.on("error", ({ code }) => console.log(code)).on("end", () => console.log("in"))';
    connect = `require("node:net").connect(${port}, "127.0.0.1")${end}.resume()`;
  });
  afterAll(() => server.close());

  async function evaluate(script: string, code: string, file = thisFile): Promise<string> {
    const args = ["-c", script, file, process.execPath, "--jitless", "-e", code];
    return (await promisify(execFile)("/bin/sh", args)).stdout.trim();
  }

  it("a program reaches nobody, not even on this machine", async () => {
    expect(await evaluate('exec "$@"', connect)).toBe("in");
    expect(hits).toEqual(["127.0.0.1"]);
    expect(await evaluate(line, connect)).toBe("ENETUNREACH");
    expect(hits).toHaveLength(1);
  });

  it("a program cannot look into the process that started it", async () => {
    const look = `try { console.log(require("node:fs").readFileSync("/proc/${process.pid}/environ").length > 0) } catch ({ code }) { console.log(code) }`;
    expect(await evaluate('exec "$@"', look)).toBe("true");
    expect(await evaluate(line, look)).toBe("EACCES");
  });

  it("a program is started with a network when it could not be without one", async () => {
    expect(await evaluate(line, "console.log(1)", "/nowhere")).toBe("1");
    expect(await evaluate(`unshare() { return 1; }; ${line}`, "console.log(1)")).toBe("1");
  });
});
