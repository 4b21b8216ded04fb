/** A door in front of a shop's API that a test can hold shut: what comes in meanwhile waits, or is cut off. */
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

export type Gate = {
  url: string;
  /** From now on, so many uploads may be completed; those after them wait. */
  holdAfter: (count: number) => void;
  /** how many wait, with somebody still there to hear the answer */
  heldCount: () => number;
  open: () => void;
  /** hangs up on whoever waits, and on everybody from now on until `open` */
  cut: () => void;
  close: () => Promise<void>;
};

export async function startGate(target: string): Promise<Gate> {
  let [limit, isCut] = [Infinity, false];
  /** An upload may be asked about more than once. */
  let admitted = new Set<string>();
  const held = new Map<ServerResponse, () => void>();

  const isAdmitted = (body: string): boolean => {
    if (admitted.size < limit) admitted.add(body);
    return admitted.has(body);
  };
  const receive = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await text(incoming);
    const pass = (): void => forward(target, { incoming, body, outgoing });
    if (!incoming.url?.includes("completeUpload") || isAdmitted(body)) return pass();
    held.set(outgoing, pass);
    outgoing.once("close", () => held.delete(outgoing));
  };
  const server = createServer((incoming, outgoing) => {
    if (isCut) incoming.socket.destroy();
    // Whoever hangs up in the middle wants no answer.
    else void receive(incoming, outgoing).catch(() => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  return {
    url: `http://127.0.0.1:${address.port}`,
    holdAfter: (count) => {
      limit = count;
      admitted = new Set();
    },
    heldCount: () => held.size,
    open: () => {
      [limit, isCut] = [Infinity, false];
      for (const pass of held.values()) pass();
      held.clear();
    },
    cut: () => {
      isCut = true;
      server.closeAllConnections();
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

type Exchange = { incoming: IncomingMessage; body: string; outgoing: ServerResponse };

function forward(target: string, { incoming, body, outgoing }: Exchange): void {
  const { method, headers, url } = incoming;
  const passedOn = request(`${target}${url}`, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  passedOn.on("error", () => outgoing.destroy());
  passedOn.end(body);
}
