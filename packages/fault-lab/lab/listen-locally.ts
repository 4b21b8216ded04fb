/** A port of this machine that nobody else has. */
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Listening = { origin: string; close: () => Promise<void> };

/** @returns once it listens; `close` also ends the connections that are kept or under way, and does nothing a second time */
export async function listenLocally(server: Server): Promise<Listening> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
