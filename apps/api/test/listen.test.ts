/** The HTTP server's life: its port, its two addresses, and its end. */
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { listen, type Listener } from "../src/listen.ts";

let listener: Listener;

afterEach(() => listener.close());

async function start(): Promise<string> {
  listener = await listen({ port: 0, reach: "loopback" });
  return `http://127.0.0.1:${listener.port}`;
}

test("until the app is there, whoever asks is told to come back", async () => {
  const url = await start();
  const { status, headers } = await fetch(url);
  expect(status).toBe(503);
  expect(headers.get("retry-after")).toBe("1");
  listener.serve(() => new Response("here"));
  expect(await (await fetch(url)).text()).toBe("here");
});

test("localhost is the same place as 127.0.0.1", async () => {
  await start();
  listener.serve(() => new Response("here"));
  expect(await (await fetch(`http://localhost:${listener.port}`)).text()).toBe("here");
});

test("a port in use is named, with the setting that changes it", async () => {
  await start();
  const second = listen({ port: listener.port, reach: "loopback" });
  await expect(second).rejects.toThrow(`Port ${listener.port} (PORT) is in use.`);
});

test("closing waits for the request that runs, and takes no other", async () => {
  const url = await start();
  let finish: (response: Response) => void = () => {};
  const begun = new Promise<void>((resolve) => {
    listener.serve(() => {
      resolve();
      return new Promise<Response>((answer) => {
        finish = answer;
      });
    });
  });
  const running = fetch(url);
  await begun;
  const closed = listener.close();
  await expect(fetch(url)).rejects.toThrow(TypeError);
  finish(new Response("done"));
  const response = await running;
  expect(response.headers.get("connection")).toBe("close");
  expect(await response.text()).toBe("done");
  await closed;
});

test("closing ends connections that nothing runs on, used or not", async () => {
  await start();
  listener.serve(() => new Response("here"));
  const unused = connect(listener.port, "127.0.0.1");
  const used = connect(listener.port, "127.0.0.1");
  await Promise.all([once(unused, "connect"), once(used, "connect")]);
  used.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(used, "data");
  for (const socket of [unused, used]) socket.resume();
  const ended = Promise.all([once(unused, "close"), once(used, "close")]);
  const beganAt = performance.now();
  await listener.close();
  await ended;
  expect(performance.now() - beganAt).toBeLessThan(2000);
});
