/** Speaks as clamd does: takes INSTREAM, and finds what contains a marker. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

export const virus = "X-FAKE-VIRUS-X";

export type FakeClamd = {
  address: { host: string; port: number };
  /** what it was sent */
  scanned: Buffer[];
  close: () => Promise<void>;
};

/** @param answer instead of its own verdict; null says nothing at all */
export async function startFakeClamd(answer?: string | null): Promise<FakeClamd> {
  const scanned: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    let received = Buffer.alloc(0);
    socket.on("data", (piece) => {
      received = Buffer.concat([received, piece]);
      const bytes = readStream(received);
      if (!bytes) return;
      scanned.push(bytes);
      if (answer === null) return;
      const verdict = bytes.includes(virus) ? "stream: Fake.Virus FOUND" : "stream: OK";
      socket.end(`${answer ?? verdict}\0`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    address: { host: "127.0.0.1", port },
    scanned,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const command = "zINSTREAM\0";

/** @returns null until the chunk of length zero is there */
function readStream(received: Buffer): Buffer | null {
  if (received.subarray(0, command.length).toString() !== command) return null;
  const chunks: Buffer[] = [];
  for (let at = command.length; at + 4 <= received.length;) {
    const length = received.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(received.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}
