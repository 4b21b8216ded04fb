/** Stands before a server that does not speak HTTP, and keeps it from whoever asks. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export type TcpSwitch = {
  port: number;
  /** lets connections through from now on; those that went silent stay so */
  pass: () => Promise<void>;
  /** resets what there is, and lets new connections through */
  cut: () => void;
  /** resets what there is; nobody listens any more */
  refuse: () => Promise<void>;
  /** connections stay, and not a byte comes through them again; new ones are taken, and silent as well */
  stall: () => void;
  close: () => Promise<void>;
};

export async function createTcpSwitch(target: { host: string; port: number }): Promise<TcpSwitch> {
  const sockets = new Set<Socket>();
  let isStalled = false;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (isStalled) return;
    const upstream = keep(connect(target));
    client.pipe(upstream).pipe(client);
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    // A TCP server's address is an object once it listens.
    return (server.address() as AddressInfo).port;
  };
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const refuse = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    cut();
    await closed;
  };
  const port = await listen(0);
  return {
    port,
    pass: async () => {
      isStalled = false;
      if (!server.listening) await listen(port);
    },
    cut,
    refuse,
    stall: () => {
      isStalled = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: refuse,
  };
}
