/** Stands between a client and a server, and does to their connections what it is told. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import {
  createJudge,
  matches,
  type FaultRule,
  type RequestMatch,
  type SeenRequest,
} from "./fault.ts";
import { relayConnection } from "./relay-connection.ts";

export type FaultProxy = {
  /** `http://127.0.0.1:PORT`; the port stays the same while it refuses */
  url: string;
  /** replaces all rules, for requests that begin from now on */
  setRules: (rules: readonly FaultRule[]) => void;
  /** every request whose head arrived, preflights too, in order */
  requests: () => ReadonlyArray<Readonly<SeenRequest>>;
  count: (match: RequestMatch) => number;
  /** resets all connections; new ones are taken */
  reset: () => void;
  /** resets all connections and takes no new ones: the system answers that nobody listens */
  refuse: () => Promise<void>;
  /** ends `refuse` */
  accept: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * @param options.target the server's origin, e.g. `http://127.0.0.1:9000`; plain HTTP/1.1 without pipelining
 * @returns when it listens
 */
export async function createFaultProxy(options: {
  target: string;
  rules?: readonly FaultRule[];
}): Promise<FaultProxy> {
  const { hostname, port } = new URL(options.target);
  const target = { host: hostname, port: Number(port || 80) };
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let judge = createJudge(options.rules ?? []);
  let connections = 0;

  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer({ noDelay: true }, (client) => {
    connections += 1;
    relayConnection(keep(client), {
      target,
      keep,
      connection: connections,
      see: (request) => {
        const fault = judge(request);
        const seen = { ...request, fault: fault?.type ?? null, status: null };
        requests.push(seen);
        return { fault, seen };
      },
    });
  });

  const listen = async (atPort: number): Promise<number> => {
    server.listen(atPort, "127.0.0.1");
    await once(server, "listening");
    // A TCP server's address is an object once it listens.
    return (server.address() as AddressInfo).port;
  };
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const refuse = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    reset();
    await closed;
  };

  const ownPort = await listen(0);
  return {
    url: `http://127.0.0.1:${ownPort}`,
    setRules: (rules) => {
      judge = createJudge(rules);
    },
    requests: () => requests,
    count: (match) => requests.filter((request) => matches(match, request)).length,
    reset,
    refuse,
    accept: async () => {
      if (!server.listening) await listen(ownPort);
    },
    close: refuse,
  };
}
