/** One client's connection: its requests on their way there, the target's answers on their way back. */
import { connect, type Socket } from "node:net";
import type { Fault, SeenRequest } from "./fault.ts";
import { createHttpReader, framingOf, type Framing, type HttpHead } from "./http-reader.ts";
import { createPassage, type Passage } from "./passage.ts";
import { withConnectionClose, withoutCors } from "./rewrite-answer.ts";
import { write } from "./write.ts";

type Exchange = { fault: Fault | null; seen: SeenRequest };

export type RelayOptions = {
  target: { host: string; port: number };
  connection: number;
  /** told of every socket that must not outlive the proxy */
  keep: (socket: Socket) => Socket;
  see: (request: Pick<SeenRequest, "method" | "path" | "connection">) => Exchange;
};

export function relayConnection(client: Socket, options: RelayOptions): void {
  const { target, connection, keep, see } = options;
  /** those that the target has not answered yet, in order */
  const unanswered: Exchange[] = [];
  let upstream: Socket | undefined;

  const openSocket = (): Socket => keep(connect({ ...target, noDelay: true }));

  const openUpstream = (): Socket => {
    if (!upstream) {
      upstream = openSocket().on("error", reset);
      passAnswers(upstream).catch(reset);
    }
    return upstream;
  };

  /** The target gets what it was sent: its side ends, the client's breaks off. */
  const reset = (): void => {
    upstream?.destroySoon();
    client.resetAndDestroy();
  };

  const begin = (head: HttpHead): Passage => {
    const exchange = see({ ...parseRequest(head), connection });
    return createPassage(exchange.fault, {
      client,
      openUpstream,
      openSecond: openSocket,
      reset,
      expectAnswer: () => void unanswered.push(exchange),
      answered: (status) => {
        exchange.seen.status = status;
      },
    });
  };

  const passRequests = async (): Promise<void> => {
    const read = createHttpReader((head) => framingOf(head, { bytes: 0 }));
    let passage: Passage | undefined;
    for await (const chunk of client) {
      // A socket without an encoding gives buffers.
      for (const piece of read(chunk as Buffer)) {
        if (piece.type === "head") await (passage = begin(piece.head)).head(piece.head);
        else if (piece.type === "body") await passage?.body(piece.bytes);
        else await passage?.end();
      }
    }
    upstream?.end();
  };

  const passAnswers = async (from: Socket): Promise<void> => {
    const read = createHttpReader((head) => answerFraming(head, unanswered[0]));
    let status = 0;
    for await (const chunk of from) {
      // A socket without an encoding gives buffers.
      for (const piece of read(chunk as Buffer)) {
        const exchange = unanswered[0];
        const fault = exchange?.fault;
        if (piece.type === "head") status = statusOf(piece.head);
        // Anything below 200 only announces the answer.
        const isFinal = status >= 200;
        const isLost = isFinal && fault?.type === "lose-answer";
        if (piece.type === "head") {
          if (isLost) continue;
          if (fault?.type === "hold-answer") await fault.until;
          if (exchange && isFinal) exchange.seen.status = status;
          await write(client, rewriteHead(piece.head, fault?.type));
        } else if (piece.type === "body") {
          if (!isLost) await write(client, piece.bytes);
        } else if (isFinal) {
          unanswered.shift();
          if (isLost) reset();
          else if (fault?.type === "close") client.end();
        }
      }
    }
    client.end();
  };

  client.on("error", () => {});
  client.on("close", () => upstream?.destroySoon());
  passRequests().catch(reset);
}

function rewriteHead(head: HttpHead, fault: Fault["type"] | undefined): Buffer {
  if (fault === "no-cors") return withoutCors(head);
  return fault === "close" ? withConnectionClose(head) : head.bytes;
}

function parseRequest({ startLine }: HttpHead): { method: string; path: string } {
  const [method = "", target = ""] = startLine.split(" ");
  return { method, path: target.split("?")[0] ?? "" };
}

function statusOf({ startLine }: HttpHead): number {
  return Number(startLine.split(" ")[1]);
}

function answerFraming(head: HttpHead, exchange: Exchange | undefined): Framing {
  const status = statusOf(head);
  const isBodiless = status < 200 || status === 204 || status === 304;
  return isBodiless || exchange?.seen.method === "HEAD"
    ? { bytes: 0 }
    : framingOf(head, "until-close");
}
