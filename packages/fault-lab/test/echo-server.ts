/** A plain server that tells what it got. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenLocally } from "../lab/listen-locally.ts";

export type EchoServer = {
  url: string;
  /** of each request, as soon as its head is here: what of its body has come so far */
  received: Array<{ method: string; path: string; body: () => Buffer; isWhole: () => boolean }>;
  close: () => Promise<void>;
};

/** Answers `got N bytes`; allows pages of any origin. */
export async function startEchoServer(): Promise<EchoServer> {
  const received: EchoServer["received"] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    const { method = "", url: path = "" } = request;
    received.push({
      method,
      path,
      body: () => Buffer.concat(chunks),
      isWhole: () => request.complete,
    });
    if (!(await collect(request, chunks))) return;
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.end(`got ${Buffer.concat(chunks).length} bytes`);
  };
  // `collect` never rejects, so there is nobody to tell.
  const server = createServer({ keepAliveTimeout: 60_000 }, (...both) => void answer(...both));
  const { origin, close } = await listenLocally(server);
  return { url: origin, received, close };
}

async function collect(request: IncomingMessage, chunks: Buffer[]): Promise<boolean> {
  try {
    // A request without an encoding gives buffers.
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return true;
  } catch {
    // The sender went away, as some tests want.
    return false;
  }
}
