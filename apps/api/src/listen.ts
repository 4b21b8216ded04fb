/** The HTTP server: takes its port at once, answers when the app is there, and stops without cutting anybody off. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { hasCode } from "./error-code.ts";
import { logError } from "./log.ts";
import { StartError } from "./start-error.ts";

type FetchHandler = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;

export type Listener = {
  port: number;
  /** until this is called, every request is answered 503 */
  serve: (handler: FetchHandler) => void;
  /** Takes no more work and waits for what runs, 8 s at most; idle connections end at once. */
  close: () => Promise<void>;
};

/** Loopback has two addresses, and "localhost" is not the same one everywhere. */
const hosts = { loopback: ["127.0.0.1", "::1"], everywhere: [undefined] };

const maxWaitMs = 8000;

/**
 * @param options.port 0 takes any free one
 * @param options.reach who may connect: this machine alone, or everybody
 * @throws StartError when the port is taken
 */
export async function listen(options: {
  port: number;
  reach: keyof typeof hosts;
}): Promise<Listener> {
  let handler: FetchHandler = () =>
    new Response("Starting.\n", { status: 503, headers: { "retry-after": "1" } });
  // The second type of bindings is HTTP/2's, and only HTTP/1 servers are made here.
  const answer = getRequestListener((request, bindings) =>
    handler(request, bindings as HttpBindings),
  );
  const servers: ClosableServer[] = [];
  try {
    for (const host of hosts[options.reach]) {
      const server = createClosableServer(answer);
      const port = servers[0]?.port() ?? options.port;
      if (await server.bind(port, host)) servers.push(server);
    }
  } catch (error) {
    await Promise.all(servers.map((server) => server.close()));
    throw error;
  }
  return {
    port: servers[0]?.port() ?? options.port,
    serve: (next) => {
      handler = next;
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

type ClosableServer = {
  port: () => number;
  /** @returns false when the machine has no such address */
  bind: (port: number, host: string | undefined) => Promise<boolean>;
  close: () => Promise<void>;
};

function createClosableServer(answer: ReturnType<typeof getRequestListener>): ClosableServer {
  const sockets = new Set<Socket>();
  const running = new Set<ServerResponse>();
  let isClosing = false;
  const server = createServer((request, response) => {
    running.add(response);
    if (isClosing) response.shouldKeepAlive = false;
    response.once("close", () => {
      running.delete(response);
      if (isClosing) setImmediate(() => server.closeIdleConnections());
    });
    answer(request, response).catch((error: unknown) => logError("http", error));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  return {
    port: () => portOf(server),
    bind: (port, host) => bind(server, { port, host }),
    close: () =>
      new Promise((resolve) => {
        isClosing = true;
        for (const response of running) response.shouldKeepAlive = false;
        // Browsers open connections ahead of need; Node would wait for a request on those.
        const busy = new Set([...running].map(({ socket }) => socket));
        for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
        const cut = setTimeout(() => server.closeAllConnections(), maxWaitMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
      }),
  };
}

function bind(
  server: Server,
  { port, host }: { port: number; host: string | undefined },
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      if (hasCode(cause, "EADDRNOTAVAIL") || hasCode(cause, "EAFNOSUPPORT")) resolve(false);
      else reject(bindError(cause, port));
    });
    server.listen({ port, host }, () => resolve(true));
  });
}

function bindError(cause: Error, port: number): Error {
  if (hasCode(cause, "EADDRINUSE")) {
    return new StartError(
      `Port ${port} (PORT) is in use. Stop what uses it, or set PORT to another.`,
      { cause },
    );
  }
  if (hasCode(cause, "EACCES")) {
    return new StartError(
      `Port ${port} (PORT) needs more rights than this process has. Set PORT to one above 1023.`,
      { cause },
    );
  }
  return cause;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}
