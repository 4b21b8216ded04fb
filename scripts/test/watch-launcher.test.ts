/** A program whose npx is killed: npx passes no SIGTERM on, so the program has to notice. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const launched = fileURLToPath(new URL("launched.mjs", import.meta.url));

/** What the program says: its id, those of the processes above it (the nearest first), and whom it watches. */
type Hello = { pid: number; above: number[]; launchers: number[] };

let server: Server;
let toEnd: number[];

beforeEach(async () => {
  toEnd = [];
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  for (const pid of toEnd) end(pid, "SIGKILL");
  server.close();
});

describe("the program", () => {
  test.each(["npx", "npm exec pnpm start", "/usr/local/bin/pnpm"])(
    "hears of it when the %s that launched it is ended",
    async (launcher) => {
      const { hello, nextLine } = await launch(launcher);
      expect(hello.launchers).toEqual(hello.above);
      end(hello.above[0]!, "SIGTERM");
      expect(await nextLine()).toBe("gone");
    },
  );

  test("hears of it when the outermost of several is killed, with a shell between", async () => {
    const { hello, nextLine } = await launch("npx", "sh", "pnpm");
    expect(hello.launchers).toEqual(hello.above);
    end(hello.above[2]!, "SIGKILL");
    expect(await nextLine()).toBe("gone");
  });

  test("counts no shell above them, so that it may run in the background", async () => {
    const { hello } = await launch("bash", "npx");
    expect(hello.launchers).toEqual(hello.above.slice(0, 1));
  });

  test("counts nobody when it was started by hand", async () => {
    const { hello } = await launch("bash", "npxx");
    expect(hello.launchers).toEqual([]);
  });
});

/** Starts the program under processes with these names, the outermost first; there is no package manager above. */
async function launch(
  ...names: string[]
): Promise<{ hello: Hello; nextLine: () => Promise<string | undefined> }> {
  const { port } = server.address() as AddressInfo;
  spawn(process.execPath, [launched, String(port), ...names, "node"], { stdio: "inherit" });
  const [socket] = (await once(server, "connection")) as [Socket];
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : value;
  };
  const hello = JSON.parse((await nextLine()) ?? "") as Hello;
  toEnd.push(hello.pid, ...hello.above);
  return { hello, nextLine };
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
