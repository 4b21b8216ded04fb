/** A storage that answers as the path says; started once, outside the browser, by `globalSetup`. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    storageUrl: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    allowAnyOrigin(response);
    if (request.method === "OPTIONS") {
      response.writeHead(204).end();
      return;
    }
    const behaviour = new URL(request.url ?? "/", "http://storage.test").pathname.slice(1);
    void (behaviours[behaviour] ?? answerStatus)(request, response, behaviour);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  project.provide("storageUrl", `http://127.0.0.1:${address.port}`);
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
}

type Behave = (request: IncomingMessage, response: ServerResponse, name: string) => Promise<void>;

/** what the requests were called whose browser went away before it had an answer */
const hungUp: string[] = [];

type Picture = { type: string; bytes: Buffer };

/** by the request's query: those that wait for a picture, and the pictures that were brought */
const waiting = new Map<string, Array<(picture: Picture) => void>>();
const brought = new Map<string, Picture>();

const behaviours: Record<string, Behave> = {
  /** answers with what it got, as text */
  echo: async (request, response) => {
    const body = await readAll(request);
    response.writeHead(201).end(`${request.headers["content-type"]}\n${body.toString("latin1")}`);
  },
  /** takes the bytes and says nothing */
  silent: async (request, response) => {
    response.on("close", () => hungUp.push(String(request.url)));
    await readAll(request);
  },
  "hung-up": async (_request, response) => {
    response.end(hungUp.join("\n"));
  },
  /** has to be left alone for a while */
  busy: async (request, response) => {
    await readAll(request);
    response.setHeader("Access-Control-Expose-Headers", "Retry-After");
    response.writeHead(503, { "Retry-After": "7" }).end();
  },
  /** takes no bytes at all */
  stalled: async (request) => {
    request.pause();
  },
  cut: async (request) => {
    request.socket.destroy();
  },
  /** a picture, but not before it is brought */
  "held-picture": async (request, response) => {
    const name = nameIn(request);
    const { type, bytes } =
      brought.get(name) ??
      (await new Promise<Picture>((resolve) => {
        waiting.set(name, [...(waiting.get(name) ?? []), resolve]);
      }));
    response.writeHead(200, { "Content-Type": type }).end(bytes);
  },
  "bring-picture": async (request, response) => {
    const picture = {
      type: request.headers["content-type"] ?? "",
      bytes: await readAll(request),
    };
    const name = nameIn(request);
    brought.set(name, picture);
    for (const answer of waiting.get(name) ?? []) answer(picture);
    response.writeHead(204).end();
  },
  /** takes the bytes, then loses the answer */
  "lost-answer": async (request) => {
    await readAll(request);
    request.socket.destroy();
  },
};

const answerStatus: Behave = async (request, response, name) => {
  await readAll(request);
  const [status, code] = name.split("-");
  response.writeHead(Number(status)).end(code ? `<Error><Code>${code}</Code></Error>` : "");
};

function nameIn(request: IncomingMessage): string {
  return new URL(request.url ?? "/", "http://storage.test").search;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    // The browser hung up, which some tests want.
  }
  return Buffer.concat(chunks);
}

function allowAnyOrigin(response: ServerResponse): void {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Allow-Headers", "*");
}
