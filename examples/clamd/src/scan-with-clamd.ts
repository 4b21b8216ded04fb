/** Asks ClamAV's daemon about every image before it is published. */
import { once } from "node:events";
import { connect } from "node:net";
import type { Inspect } from "@picket/upload-server";

/** clamd closes the connection on what is larger than its StreamMaxLength, 25 MB when nobody changed it. */
const chunkBytes = 64 * 1024;

/**
 * For a route's `inspect`: `createImageRoute(backend, { …, inspect: scanWithClamd({ host: "clamd", port: 3310 }) })`.
 * What was uploaded is scanned; what is published was written by our own encoder.
 * @throws Error when the daemon cannot be reached or gives no verdict; the photo is not published then, and tried again
 * @see clamd(8), INSTREAM
 */
export function scanWithClamd(address: { host: string; port: number }): Inspect<unknown> {
  return async ({ bytes, signal }) => {
    const verdict = await askClamd(address, bytes, signal);
    if (verdict === "stream: OK") return "accepted";
    if (/^stream: .+ FOUND$/.test(verdict)) return "refused";
    throw new Error(`clamd gave no verdict: ${JSON.stringify(verdict.slice(0, 100))}`);
  };
}

async function askClamd(
  { host, port }: { host: string; port: number },
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<string> {
  const socket = connect({ host, port, signal });
  try {
    await once(socket, "connect", { signal });
    const answer = readAll(socket);
    // It may end before it has everything, and says why; writing on would hide that.
    answer.catch(() => {});
    socket.write("zINSTREAM\0");
    for (let start = 0; start < bytes.byteLength; start += chunkBytes) {
      const chunk = bytes.subarray(start, start + chunkBytes);
      socket.write(lengthOf(chunk));
      socket.write(chunk);
    }
    socket.write(lengthOf(new Uint8Array()));
    return await answer;
  } finally {
    socket.destroy();
  }
}

/** Four bytes, the highest first. */
function lengthOf(chunk: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(chunk.byteLength);
  return length;
}

/** @returns up to the zero that ends an answer */
async function readAll(answer: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of answer) {
    pieces.push(piece);
    if (piece.includes(0)) break;
  }
  return Buffer.concat(pieces).toString().replace(/\0.*$/s, "").trim();
}
