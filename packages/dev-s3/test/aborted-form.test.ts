/** A form whose sender goes away when all of it has come over the wire, but is not read to its end. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readdir } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { draftForm, sendForm, signForm } from "./post-form.ts";
import { openSocket, rawPost } from "./raw-http.ts";
import { startDevS3, type TestServer } from "./start-dev-s3.ts";

const Bucket = "picket";
const started = "http.server.request.start";
let s3: TestServer;
let requests: IncomingMessage[];

/** The server runs in this process: its side of every request can be seen. */
function onRequest(message: unknown): void {
  // Node publishes an object with the request in it.
  requests.push((message as { request: IncomingMessage }).request);
}

beforeEach(async () => {
  requests = [];
  s3 = await startDevS3();
  subscribe(started, onRequest);
});
afterEach(async () => {
  unsubscribe(started, onRequest);
  vi.restoreAllMocks();
  await s3.stop();
});

async function formBytes(): Promise<Buffer> {
  const form = signForm(draftForm(s3, Bucket));
  const data = new FormData();
  for (const [name, value] of form.fields) data.append(name, value);
  data.append("file", new Blob([new Uint8Array(form.body)]), form.fileName);
  const encoded = new Response(data);
  const body = Buffer.from(await encoded.arrayBuffer());
  return rawPost(`/${Bucket}`, encoded.headers.get("content-type")!, body);
}

function filesInHand(): Promise<string[]> {
  return readdir(join(s3.dir, "incoming"));
}

/** Resolves when the server has the last byte, has not read it, and knows that the sender is gone. */
async function abortUnread(): Promise<void> {
  const whole = await formBytes();
  const end = whole.lastIndexOf("picture");
  const socket = openSocket(s3);
  socket.write(whole.subarray(0, end));
  await vi.waitFor(async () => expect(await filesInHand()).toHaveLength(1));
  const request = requests[0]!;
  // What a disk does that is slower than the wire.
  request.pause();
  socket.write(whole.subarray(end));
  await vi.waitFor(() => expect(request.complete).toBe(true));
  socket.destroy();
  await vi.waitFor(() => expect(request.closed).toBe(true));
  expect(request.readableEnded).toBe(false);
}

test("it leaves no file behind, and the server serves on", async () => {
  await abortUnread();
  await vi.waitFor(async () => expect(await filesInHand()).toEqual([]));
  const form = signForm(draftForm(s3, Bucket));
  await expect(s3.read(draftForm(s3, Bucket).key)).rejects.toThrow("key does not exist");
  expect((await sendForm(s3, Bucket, form)).status).toBe(201);
});

test("it does not keep the server from closing, nor its folder locked", async () => {
  await abortUnread();
  const onClosed = vi.fn<() => void>();
  void s3.close().then(onClosed);
  await vi.waitFor(() => expect(onClosed).toHaveBeenCalled(), { timeout: 5000 });
  expect(await readdir(s3.dir)).not.toContain("lock");
  expect(await filesInHand()).toEqual([]);
});

test("it is no surprise on the console", async () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await abortUnread();
  await s3.close();
  expect(write).not.toHaveBeenCalledWith(expect.stringContaining("dev-s3:"));
});
