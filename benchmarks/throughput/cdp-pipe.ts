/** The DevTools protocol through a pipe: as much as a benchmark needs, so that nothing listens that costs time. */
import type { Readable, Writable } from "node:stream";

export type Cdp = {
  /** @throws Error with what the browser says */
  send: <Result>(method: string, params?: object, sessionId?: string) => Promise<Result>;
  /** Resolves with the next event of this name. */
  once: (method: string, sessionId: string) => Promise<void>;
};

type Message = {
  id?: number;
  method?: string;
  sessionId?: string;
  result?: unknown;
  error?: { message: string };
};

/** @param pipe what the browser reads and writes with `--remote-debugging-pipe`: JSON with a zero byte after each message */
export function createCdp(pipe: { input: Writable; output: Readable }): Cdp {
  const calls = new Map<number, (message: Message) => void>();
  const waiting = new Set<{ method: string; sessionId: string; resolve: () => void }>();
  let lastId = 0;

  const receive = (message: Message): void => {
    if (message.id !== undefined) {
      calls.get(message.id)?.(message);
      calls.delete(message.id);
      return;
    }
    for (const event of waiting) {
      if (event.method !== message.method || event.sessionId !== message.sessionId) continue;
      waiting.delete(event);
      event.resolve();
    }
  };

  const end = (): void => {
    for (const answer of calls.values()) answer({ error: { message: "The browser is gone." } });
    calls.clear();
  };

  let rest = "";
  pipe.output.setEncoding("utf8");
  pipe.output.on("data", (text: string) => {
    const messages = `${rest}${text}`.split("\0");
    rest = messages.pop() ?? "";
    for (const message of messages) receive(JSON.parse(message) as Message);
  });
  pipe.output.on("close", end);
  // Written to a browser that is gone.
  pipe.input.on("error", end);

  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        const id = (lastId += 1);
        calls.set(id, ({ result, error }) => {
          if (error) reject(new Error(`${method}: ${error.message}`));
          // Whoever calls knows the protocol.
          else resolve(result as never);
        });
        pipe.input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      }),
    once: (method, sessionId) =>
      new Promise((resolve) => {
        waiting.add({ method, sessionId, resolve });
      }),
  };
}
