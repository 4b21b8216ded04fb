/** Writing with backpressure. */
import type { Socket } from "node:net";

/** Resolves when the system has taken the bytes, or the socket is gone. */
export function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.write(bytes, () => resolve());
  });
}
