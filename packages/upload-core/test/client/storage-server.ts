/** A storage on a real socket that answers as the path says. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type StorageServer = {
  url: string;
  /** of requests whose sender went away before it had an answer */
  hungUp: string[];
  close: () => Promise<void>;
};

export async function startStorageServer(): Promise<StorageServer> {
  const hungUp: string[] = [];
  const server = createServer((request, response) => {
    const path = String(request.url).slice(1);
    const [behaviour = ""] = path.split("?");
    response.on("close", () => {
      if (!response.writableEnded) hungUp.push(path);
    });
    void (behaviours[behaviour] ?? answerStatus)(request, response, behaviour);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    hungUp,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

type Behave = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

const behaviours: Record<string, Behave> = {
  /** answers with what it got: the head as JSON, then the bytes */
  echo: async (request, response) => {
    const body = await readAll(request);
    response.writeHead(201).end(`${JSON.stringify(request.headers)}\n${body.toString("latin1")}`);
  },
  /** takes the bytes and says nothing */
  silent: async (request) => {
    await readAll(request);
  },
  /** takes no bytes at all */
  stalled: async (request) => {
    request.pause();
  },
  cut: async (request) => {
    request.socket.destroy();
  },
  /** takes the bytes, then loses the answer */
  "lost-answer": async (request) => {
    await readAll(request);
    request.socket.destroy();
  },
  /** begins its answer, then is gone */
  "half-answer": async (request, response) => {
    await readAll(request);
    response.writeHead(403, { "content-length": "100" }).write("<Error>");
    setImmediate(() => request.socket.destroy());
  },
  /** says no before the bytes are there */
  hasty: async (_request, response) => {
    response.writeHead(403).end("<Error><Code>AccessDenied</Code></Error>");
  },
  moved: async (request, response) => {
    await readAll(request);
    response.writeHead(307, { location: "/echo" }).end();
  },
  busy: async (request, response) => {
    await readAll(request);
    response.writeHead(503, { "retry-after": "7" }).end();
  },
};

/** Such as `403-AccessDenied`. */
const answerStatus: Behave = async (request, response, path) => {
  await readAll(request);
  const [status, code] = path.split("-");
  response.writeHead(Number(status)).end(code ? `<Error><Code>${code}</Code></Error>` : "");
};

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    // The sender hung up, which some tests want.
  }
  return Buffer.concat(chunks);
}
