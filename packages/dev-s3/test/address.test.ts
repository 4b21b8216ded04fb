/** Where the server can be reached: from this machine and from nowhere else. */
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDevS3, type TestServer } from "./start-dev-s3.ts";

let s3: TestServer;

beforeAll(async () => {
  s3 = await startDevS3();
});
afterAll(() => s3.stop());

// All of 127.0.0.0/8 is this machine on Linux: a server that listens on every address is there, too.
const others = [
  ...(process.platform === "linux" ? ["127.0.0.2"] : []),
  ...Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address),
];

describe("the server", () => {
  test("answers at 127.0.0.1", async () => {
    expect(await tryToConnect("127.0.0.1")).toBe("connected");
  });

  test("is not there at any other address of this machine", async () => {
    const results = await Promise.all(others.map(tryToConnect));
    expect(results).toEqual(others.map(() => "ECONNREFUSED"));
  });
});

function tryToConnect(host: string): Promise<string> {
  const socket = connect({ host, port: Number(new URL(s3.endpoint).port) });
  return new Promise((resolve) => {
    socket.once("connect", () => {
      socket.destroy();
      resolve("connected");
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
