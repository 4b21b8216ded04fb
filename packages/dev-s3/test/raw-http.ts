/** HTTP by hand, for what no client would send. */
import { connect, type Socket } from "node:net";
import type { DevS3 } from "../src/index.ts";

export type RawAnswer = { status: number; text: string };

/** Opens a connection to the server. */
export function openSocket(server: DevS3): Socket {
  return connect(Number(new URL(server.endpoint).port), "127.0.0.1");
}

/**
 * Sends bytes and reads until the server closes or the first answer is whole.
 * @param isEnded whether our side is closed after the bytes
 */
export function sendRaw(
  server: DevS3,
  bytes: string | Buffer,
  isEnded = false,
): Promise<RawAnswer> {
  const socket = openSocket(server);
  const answer = readAnswer(socket);
  socket.write(bytes);
  if (isEnded) socket.end();
  return answer;
}

/** Reads until the server closes or the first answer is whole. */
export function readAnswer(socket: Socket): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const finish = () => {
      socket.destroy();
      const text = received.toString();
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    };
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (isWhole(received.toString())) finish();
    });
    socket.on("close", finish);
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // A server that hangs up on us is an outcome, not a failure of the test.
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
    });
  });
}

/** A POST of a body that is given as it is. */
export function rawPost(path: string, contentType: string, body: string | Buffer): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: localhost",
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), Buffer.from(body)]);
}

function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return false;
  if (text.startsWith("HTTP/1.1 204 ")) return true;
  const length = /content-length: (\d+)/i.exec(text.slice(0, end))?.[1];
  return length !== undefined && Buffer.byteLength(text.slice(end + 4)) >= Number(length);
}
