/** An address for hostile files to link to, and a look at who follows. */
import { createServer, type AddressInfo } from "node:net";

export type LinkTrap = {
  /** on this machine; to be given to `listHostileImages` */
  url: string;
  /** addresses that connected, each time */
  followed: string[];
  close: () => Promise<void>;
};

export async function listenForLinks(): Promise<LinkTrap> {
  const followed: string[] = [];
  const server = createServer((socket) => {
    followed.push(`${socket.remoteAddress}:${socket.remotePort}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    followed,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
