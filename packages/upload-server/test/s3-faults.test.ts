/** What the store on S3 makes of answers that no healthy store gives; over real sockets. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createS3Client, createS3Store } from "@picket/upload-server/s3";
import type { ObjectStore } from "@picket/upload-server";
import { afterAll, describe, expect, test } from "vitest";

/** by endpoint */
const running = new Map<string, Server>();

afterAll(() => Promise.all([...running.keys()].map(stopServer)));

async function startServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  running.set(endpoint, server);
  return endpoint;
}

async function stopServer(endpoint: string): Promise<void> {
  const server = running.get(endpoint)!;
  running.delete(endpoint);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function storeAt(
  endpoint: string,
  { requestTimeoutMs = 15_000, callTimeoutMs = 30_000 } = {},
): ObjectStore {
  const credentials = { accessKeyId: "key", secretAccessKey: "secret" };
  const region = "us-east-1";
  const client = createS3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestTimeoutMs,
  });
  return createS3Store({ client, bucket: "photos", callTimeoutMs });
}

async function storeThatAnswers(answer: RequestListener): Promise<ObjectStore> {
  return storeAt(await startServer(answer));
}

const errorBody = (code: string): string =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>words</Message></Error>`;

function says(status: number, code: string): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": "application/xml" });
    response.end(request.method === "HEAD" ? undefined : errorBody(code));
  };
}

const someObject = {
  bytes: Uint8Array.of(1),
  type: "image/webp",
  cacheControl: "no-store",
  disposition: 'inline; filename="mug.webp"',
};

const operations: [string, (store: ObjectStore) => Promise<unknown>][] = [
  ["readClaim", (store) => store.readClaim("key")],
  ["read", (store) => store.read("key", 1000)],
  ["put", (store) => store.put("key", someObject)],
  ["remove one", (store) => store.remove(["key"])],
  ["remove several", (store) => store.remove(["key", "other"])],
  ["list", (store) => store.list("")[Symbol.asyncIterator]().next()],
];

describe.concurrent.each(operations)("%s", (_name, run) => {
  test.each([
    [500, "InternalError"],
    [503, "SlowDown"],
    [429, "TooManyRequests"],
  ])("is STORAGE_UNAVAILABLE when the store answers %i %s", async (status, code) => {
    const store = await storeThatAnswers(says(status, code));
    await expect(run(store)).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
      cause: { $metadata: { httpStatusCode: status } },
    });
  });

  test.each([
    [403, "AccessDenied"],
    [400, "InvalidRequest"],
    [301, "PermanentRedirect"],
  ])("is STORAGE_REFUSED when the store answers %i %s", async (status, code) => {
    const store = await storeThatAnswers(says(status, code));
    await expect(run(store)).rejects.toMatchObject({
      code: "STORAGE_REFUSED",
      cause: { $metadata: { httpStatusCode: status } },
    });
  });

  test("is STORAGE_UNAVAILABLE when nobody listens", async () => {
    const endpoint = await startServer(() => {});
    await stopServer(endpoint);
    await expect(run(storeAt(endpoint))).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  });

  test("is STORAGE_UNAVAILABLE when the connection is cut", async () => {
    const store = await storeThatAnswers((request) => request.socket.destroy());
    await expect(run(store)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  });

  test("is STORAGE_UNAVAILABLE when no answer comes in time", async () => {
    const store = storeAt(await startServer((request) => request.resume()), {
      requestTimeoutMs: 50,
    });
    await expect(run(store)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  });

  test("is STORAGE_UNAVAILABLE when the answer trickles in, so that no pause is long, and does not end", async () => {
    const store = storeAt(
      await startServer((request, response) => {
        request.resume();
        const trickle = (): void => {
          response.write(" ");
        };
        response.writeHead(200, { "content-type": "application/xml" });
        const timer = setInterval(trickle, 10);
        response.once("close", () => clearInterval(timer));
      }),
      { callTimeoutMs: 100 },
    );
    await expect(run(store)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  });

  test("is STORAGE_UNAVAILABLE when the store only says that it is at work", async () => {
    const store = storeAt(
      await startServer((_request, response) => {
        const timer = setInterval(() => response.writeProcessing(), 10);
        response.once("close", () => clearInterval(timer));
      }),
      { requestTimeoutMs: 50 },
    );
    await expect(run(store)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  });
});

test("one failure in passing is not seen", async () => {
  let requests = 0;
  const store = await storeThatAnswers((request, response) => {
    requests += 1;
    if (requests === 1) return says(503, "SlowDown")(request, response);
    response.end("hello");
  });
  expect(Buffer.from((await store.read("key", 5)) ?? "").toString()).toBe("hello");
});

test("a missing bucket is not a missing object", async () => {
  const store = await storeThatAnswers(says(404, "NoSuchBucket"));
  await expect(store.read("key", 5)).rejects.toMatchObject({ code: "STORAGE_REFUSED" });
});

describe("a body", () => {
  /** Sends for as long as somebody listens. */
  const pour = (response: ServerResponse): { sentBytes: number; closed: Promise<unknown> } => {
    const stream = { sentBytes: 0, closed: once(response, "close") };
    const piece = Buffer.alloc(64 * 1024);
    const sendMore = (): void => {
      stream.sentBytes += piece.byteLength;
      response.write(piece, (error) => !error && sendMore());
    };
    sendMore();
    return stream;
  };

  test("of another size is dropped before it has come", async () => {
    const streams: ReturnType<typeof pour>[] = [];
    const store = await storeThatAnswers((_request, response) => {
      response.writeHead(200, { "content-length": 1_000_000_000 });
      streams.push(pour(response));
    });
    expect(await store.read("key", 5)).toBe("other-size");
    expect(streams).toHaveLength(1);
    await streams[0]!.closed;
    expect(streams[0]!.sentBytes).toBeLessThan(100_000_000);
  });

  test("of a length that nobody told is read no further than was signed", async () => {
    const streams: ReturnType<typeof pour>[] = [];
    const store = await storeThatAnswers((_request, response) => streams.push(pour(response)));
    expect(await store.read("key", 100_000)).toBe("other-size");
    expect(streams).toHaveLength(1);
    await streams[0]!.closed;
  });

  test("that ends too early is STORAGE_UNAVAILABLE", async () => {
    const store = await storeThatAnswers((_request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half", () => response.destroy());
    });
    await expect(store.read("key", 100)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  });

  test("that stalls is STORAGE_UNAVAILABLE", async () => {
    const endpoint = await startServer((_request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half");
    });
    await expect(
      storeAt(endpoint, { requestTimeoutMs: 50 }).read("key", 100),
    ).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
    });
  });
});

describe("putting", () => {
  const put = (store: ObjectStore): Promise<"created" | "exists"> => store.put("key", someObject);

  test("asks to create and sends the headers that browsers will see", async () => {
    const seen: IncomingHttpHeaders[] = [];
    const store = await storeThatAnswers((request, response) => {
      seen.push(request.headers);
      request.resume();
      response.end();
    });
    await put(store);
    expect(seen).toMatchObject([
      {
        "if-none-match": "*",
        "content-type": "image/webp",
        "cache-control": "no-store",
        "content-disposition": 'inline; filename="mug.webp"',
        "content-length": "1",
      },
    ]);
  });

  test("is done when the object exists", async () => {
    const store = await storeThatAnswers(says(412, "PreconditionFailed"));
    expect(await put(store)).toBe("exists");
  });

  test("in the same moment as another is done when the object is there afterwards", async () => {
    const store = await storeThatAnswers((request, response) => {
      if (request.method === "HEAD") response.end();
      else says(409, "ConditionalRequestConflict")(request, response);
    });
    expect(await put(store)).toBe("exists");
  });

  test("in the same moment as a removal may be tried again", async () => {
    const store = await storeThatAnswers((request, response) => {
      if (request.method === "HEAD") says(404, "")(request, response);
      else says(409, "ConditionalRequestConflict")(request, response);
    });
    await expect(put(store)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  });
});

describe("removing several", () => {
  const answerFor =
    (code: string): RequestListener =>
    (request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "application/xml" });
      response.end(
        `<?xml version="1.0"?><DeleteResult><Error><Key>b</Key><Code>${code}</Code></Error></DeleteResult>`,
      );
    };

  test.each([
    ["AccessDenied", "STORAGE_REFUSED"],
    ["InternalError", "STORAGE_UNAVAILABLE"],
  ])("fails when one key fails with %s, although the answer is 200", async (code, expected) => {
    const store = await storeThatAnswers(answerFor(code));
    await expect(store.remove(["a", "b"])).rejects.toMatchObject({ code: expected });
  });

  test("does not mind a key that was gone", async () => {
    const store = await storeThatAnswers(answerFor("NoSuchKey"));
    expect(await store.remove(["a", "b"])).toBeUndefined();
  });
});
