/** WebKitGTK by plain WebDriver: a display of its own, the driver, one session. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import type { WebKitPrograms } from "./other-browsers.ts";

export type WebKitSession = {
  open: (url: string) => Promise<void>;
  /** @param script the body of a function, whose value is plain data */
  run: (script: string) => Promise<unknown>;
  /** Types a path into the file input that this selector finds. */
  pick: (selector: string, path: string) => Promise<void>;
  close: () => Promise<void>;
};

/** @see W3C WebDriver, "Endpoints" */
export async function startWebKit(programs: WebKitPrograms): Promise<WebKitSession> {
  const children: ChildProcess[] = [];
  try {
    const origin = await startDriver(programs, children);
    return await startSession(origin, () => endAll(children));
  } catch (error) {
    await endAll(children);
    throw error;
  }
}

/** @returns where the driver listens */
async function startDriver(
  { driver, xvfb }: WebKitPrograms,
  children: ChildProcess[],
): Promise<string> {
  const screen = spawn(xvfb, ["-displayfd", "3", "-screen", "0", "1280x800x24"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  children.push(screen);
  // The fourth of `stdio` is a pipe, as asked for.
  const display = await readLine(screen.stdio[3] as Readable);
  const port = await findFreePort();
  const server = spawn(driver, [`--port=${port}`, "--host=127.0.0.1"], {
    stdio: "ignore",
    env: { ...process.env, DISPLAY: `:${display}`, ...rootNeeds() },
  });
  children.push(server);
  const origin = `http://127.0.0.1:${port}`;
  await untilReady(origin, server);
  return origin;
}

async function startSession(
  origin: string,
  endPrograms: () => Promise<void>,
): Promise<WebKitSession> {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // Every answer of WebDriver has this shape.
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error(`WebDriver, ${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const created = await call("POST", "/session", { capabilities: { alwaysMatch: {} } });
  // So a new session is answered.
  const session = `/session/${(created as { sessionId: string }).sessionId}`;

  return {
    open: async (url) => void (await call("POST", `${session}/url`, { url })),
    run: (script) => call("POST", `${session}/execute/sync`, { script, args: [] }),
    pick: async (selector, path) => {
      const query = { using: "css selector", value: selector };
      const found = await call("POST", `${session}/element`, query);
      // An element is an object with one entry, under a name that the standard makes up.
      const [element] = Object.values(found as Record<string, string>);
      await call("POST", `${session}/element/${element}/value`, { text: path });
    },
    close: async () => {
      await call("DELETE", session);
      await endPrograms();
    },
  };
}

/** Its sandbox does not start for root, as whom containers run. */
function rootNeeds(): Record<string, string> {
  return process.getuid?.() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" } : {};
}

async function readLine(stream: Readable): Promise<string> {
  let text = "";
  // A pipe without an encoding gives buffers.
  for await (const chunk of stream) {
    text += (chunk as Buffer).toString();
    if (text.includes("\n")) return text.trim();
  }
  throw new Error("Xvfb ended before it had a display.");
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  // A TCP server's address is an object once it listens.
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function untilReady(origin: string, server: ChildProcess): Promise<void> {
  for (;;) {
    const answer = await fetch(`${origin}/status`).catch(() => null);
    if (answer?.ok) return;
    if (server.exitCode !== null) throw new Error("WebKitWebDriver ended before it was ready.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function endAll(children: ChildProcess[]): Promise<void> {
  for (const child of children.toReversed()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }
}
