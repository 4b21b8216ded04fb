import { describe, expect, test } from "vitest";
import { createGate } from "../lab/gate.ts";
import { useFaultyEcho } from "./faulty-echo.ts";
import type { Answer } from "./send-over.ts";

const { server, proxy, strike, send } = useFaultyEcho();

describe("without a rule", () => {
  test("passes requests and answers on, and keeps the connection", async () => {
    await expect(post("/a", Buffer.alloc(300_000))).resolves.toMatchObject({
      status: 200,
      body: "got 300000 bytes",
    });
    await expect(send("GET", "/b?c=d")).resolves.toMatchObject({ body: "got 0 bytes" });
    await expect(send("HEAD", "/b")).resolves.toMatchObject({ status: 200, body: "" });
    const seen = { connection: 1, fault: null, status: 200 };
    expect(proxy().requests()).toEqual([
      { method: "POST", path: "/a", ...seen },
      { method: "GET", path: "/b", ...seen },
      { method: "HEAD", path: "/b", ...seen },
    ]);
    expect(proxy().count({ path: /b/ })).toBe(2);
    expect(proxy().count({ method: "POST" })).toBe(1);
  });

  test("passes bodies in chunks of unknown length on", async () => {
    const answer = await send("POST", "/", {
      body: (request) => {
        request.write("one, ");
        request.write(Buffer.alloc(70_000));
        request.end("two");
      },
    });
    expect(answer).toMatchObject({ body: "got 70008 bytes" });
    await expect(post("/", "after it")).resolves.toMatchObject({ body: "got 8 bytes" });
  });
});

describe("cut", () => {
  test.each([0, 0.5, 0.99])("at %d of the body resets the connection there", async (at) => {
    strike({ fault: { type: "cut", at } });
    await expect(post("/", Buffer.alloc(200_000))).rejects.toThrow(/ECONNRESET|hang up|EPIPE/);
    await expect.poll(() => server().received[0]?.body().length).toBe(200_000 * at);
    expect(server().received[0]?.isWhole()).toBe(false);
    expect(proxy().requests()).toMatchObject([{ fault: "cut", status: null }]);
  });
});

describe("lose-answer", () => {
  test("lets all of the body arrive, and gives no answer", async () => {
    strike({ fault: { type: "lose-answer" } });
    await expect(post("/", "all of it")).rejects.toThrow(/ECONNRESET|hang up/);
    expect(server().received[0]?.body().toString()).toBe("all of it");
    expect(server().received[0]?.isWhole()).toBe(true);
  });
});

describe("stall and black-hole", () => {
  test("a stall passes on its share and nothing more", async () => {
    strike({ fault: { type: "stall", at: 0.5 }, times: 1 });
    const controller = new AbortController();
    const answer = post("/", Buffer.alloc(8_000_000), controller.signal);
    await expect.poll(() => server().received[0]?.body().length).toBe(4_000_000);
    controller.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await expect(post("/", "next")).resolves.toMatchObject({ body: "got 4 bytes" });
  });

  test("a black hole takes everything and answers nothing", async () => {
    strike({ fault: { type: "black-hole" } });
    const controller = new AbortController();
    const answer = send("POST", "/", {
      // Ends only when the whole body has been taken.
      body: (request) => void request.end(Buffer.alloc(8_000_000), () => controller.abort()),
      signal: controller.signal,
    });
    await expect(answer).rejects.toThrow(/abort/i);
    expect(server().received).toEqual([]);
  });
});

describe("answer", () => {
  test("is S3's XML, without the server hearing of the request", async () => {
    strike({
      fault: { type: "answer", status: 503, code: "SlowDown", headers: { "Retry-After": "7" } },
    });
    const answer = await send("POST", "/", {
      body: Buffer.alloc(100_000),
      headers: { origin: "http://page.test" },
    });
    expect(answer).toMatchObject({
      status: 503,
      body: expect.stringContaining("<Code>SlowDown</Code>"),
      headers: {
        "retry-after": "7",
        "content-type": "application/xml",
        "access-control-allow-origin": "http://page.test",
      },
    });
    expect(server().received).toEqual([]);
    expect(proxy().requests()).toMatchObject([{ fault: "answer", status: 503 }]);
  });

  test("can be one that no page may read; the connection goes on", async () => {
    strike({ fault: { type: "answer", status: 500, cors: false }, times: 1 });
    const { headers } = await send("POST", "/", {
      body: "x",
      headers: { origin: "http://page.test" },
    });
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    await expect(post("/", "x")).resolves.toMatchObject({ status: 200 });
    expect(
      proxy()
        .requests()
        .map(({ connection }) => connection),
    ).toEqual([1, 1]);
  });
});

test("no-cors takes the headers from the answer and from the preflight's", async () => {
  strike({ method: "POST", fault: { type: "no-cors" } });
  for (const method of ["OPTIONS", "POST"]) {
    const { headers, status } = await send(method, "/");
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  }
  expect((await send("GET", "/")).headers).toHaveProperty("access-control-allow-origin");
});

test("corrupt turns over one bit", async () => {
  strike({ fault: { type: "corrupt", at: 1 } });
  await post("/", Buffer.alloc(100_000));
  const body = server().received[0]!.body();
  expect(body.length).toBe(100_000);
  expect(body.findIndex((byte) => byte !== 0)).toBe(99_999);
  expect(body.at(-1)).toBe(1);
});

test("duplicate lets it arrive twice, and passes one answer on", async () => {
  strike({ fault: { type: "duplicate" }, times: 1 });
  await expect(post("/", "twice")).resolves.toMatchObject({ body: "got 5 bytes" });
  await expect
    .poll(() => server().received.map(({ body }) => body().toString()))
    .toEqual(["twice", "twice"]);
  await expect(post("/", "once")).resolves.toMatchObject({ body: "got 4 bytes" });
  expect(proxy().requests()).toHaveLength(2);
});

test("slow passes on what it read little by little", async () => {
  strike({ fault: { type: "slow", bytesPerSecond: 1000 }, times: 1 });
  const controller = new AbortController();
  const answer = post("/", Buffer.alloc(1_000_000), controller.signal);
  await expect.poll(() => server().received[0]?.body().length ?? 0).toBeGreaterThan(50);
  expect(server().received[0]?.isWhole()).toBe(false);
  controller.abort();
  await expect(answer).rejects.toThrow(/abort/i);
});

test.each([0, 0.5])("pause at %d passes on its share, and the rest at the word", async (at) => {
  const { until, open } = createGate();
  strike({ fault: { type: "pause", at, until } });
  const answer = post("/", Buffer.alloc(200_000, "x"));
  await expect.poll(() => server().received[0]?.body().length).toBe(200_000 * at);
  open();
  await expect(answer).resolves.toMatchObject({ status: 200, body: "got 200000 bytes" });
});

test("hold waits for the word", async () => {
  const { until, open } = createGate();
  strike({ fault: { type: "hold", until } });
  const answer = post("/", "later");
  await expect.poll(() => proxy().count({})).toBe(1);
  expect(server().received).toEqual([]);
  open();
  await expect(answer).resolves.toMatchObject({ body: "got 5 bytes" });
});

test("hold-answer lets all of it arrive first", async () => {
  const { until, open } = createGate();
  strike({ fault: { type: "hold-answer", until } });
  const answer = post("/", "at once");
  await expect.poll(() => server().received[0]?.body().toString()).toBe("at once");
  expect(proxy().requests()).toMatchObject([{ status: null }]);
  open();
  await expect(answer).resolves.toMatchObject({ body: "got 7 bytes" });
});

test("close makes the next request open a connection of its own", async () => {
  strike({ fault: { type: "close" }, times: 1 });
  const { headers } = await post("/", "x");
  expect(headers).toMatchObject({ connection: "close" });
  await post("/", "x");
  expect(
    proxy()
      .requests()
      .map(({ connection }) => connection),
  ).toEqual([1, 2]);
});

test("reset ends what is under way, and takes new connections", async () => {
  strike({ fault: { type: "black-hole" }, times: 1 });
  const cutOff = post("/", "x").catch((error: unknown) => String(error));
  await expect.poll(() => proxy().count({})).toBe(1);
  proxy().reset();
  await expect(cutOff).resolves.toMatch(/ECONNRESET|hang up/);
  await expect(post("/", "x")).resolves.toMatchObject({ status: 200 });
});

test("refuse ends what is under way and takes nothing new, until accept", async () => {
  strike({ fault: { type: "black-hole" } });
  const refused = post("/", "x").catch((error: unknown) => String(error));
  await expect.poll(() => proxy().count({})).toBe(1);
  await proxy().refuse();
  await expect(refused).resolves.toMatch(/ECONNRESET|hang up/);
  await expect(post("/", "x")).rejects.toThrow(/ECONNREFUSED/);
  strike();
  await proxy().accept();
  await expect(post("/", "x")).resolves.toMatchObject({ status: 200 });
});

test("a server that is down looks like one, and the proxy lives on", async () => {
  await server().close();
  await expect(post("/", "x")).rejects.toThrow(/ECONNRESET|hang up/);
  await expect(post("/", "x")).rejects.toThrow(/ECONNRESET|hang up/);
});

function post(path: string, body: Buffer | string, signal?: AbortSignal): Promise<Answer> {
  return send("POST", path, { body, ...(signal && { signal }) });
}
