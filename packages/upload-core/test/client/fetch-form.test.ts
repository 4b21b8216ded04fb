import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { openAsBlob } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { fetchForm } from "../../src/client/fetch-form.ts";
import type { StorageForm } from "../../src/client/post-form.ts";
import { isUploadError } from "../../src/upload-error.ts";
import { createFakeClock } from "./fake-clock.ts";
import { startStorageServer, type StorageServer } from "./storage-server.ts";

let storage: StorageServer;
let folder: string;

beforeAll(async () => {
  storage = await startStorageServer();
  folder = await mkdtemp(join(tmpdir(), "fetch-form-"));
});

afterAll(async () => {
  await storage.close();
  await rm(folder, { recursive: true });
});

const photo = new File([new Uint8Array(300_000).fill(7)], "grandma's photo.jpg");

function send(path: string, form: Partial<StorageForm> = {}) {
  const clock = createFakeClock();
  const progress: number[] = [];
  const controller = new AbortController();
  const answer = fetchForm({
    url: `${storage.url}/${path}`,
    fields: { key: "incoming/1", policy: "p" },
    file: photo,
    onProgress: (loadedBytes) => progress.push(loadedBytes),
    signal: controller.signal,
    clock,
    ...form,
  });
  const outcome = answer.catch((error: unknown) => error);
  return { clock, answer, outcome, progress, controller };
}

test("fields go first, in order, the file last, and its name stays at home", async () => {
  const { status, body } = await send("echo").answer;
  expect(status).toBe(201);
  const names = [...body.matchAll(/; name="(\w+)"/g)].map(([, name]) => name);
  expect(names).toEqual(["key", "policy", "file"]);
  expect(body).toContain("incoming/1");
  expect(body).not.toContain("grandma");
  expect(body).toContain("\x07".repeat(300_000));
});

test("the form says how long it is, because S3 takes no chunked one", async () => {
  const { body } = await send("echo").answer;
  const [head = "", ...rest] = body.split("\n");
  const headers = JSON.parse(head);
  expect(headers["content-length"]).toBe(String(rest.join("\n").length));
  expect(headers).not.toHaveProperty("transfer-encoding");
});

test("it is a form like one of the platform's own", async () => {
  const fields = { "x-amz-meta-a": "ümlaut", 'a"\r\nb': "two\r\nlines" };
  const file = new File(["\0\r\n--"], "mug.jpg");
  const { body } = await send("echo", { fields, file }).answer;
  const [head = "", ...rest] = body.split("\n");
  const headers = { "content-type": JSON.parse(head)["content-type"] };
  const sent = Buffer.from(rest.join("\n"), "latin1");
  const form = await new Response(sent, { headers }).formData();
  expect(form.get("x-amz-meta-a")).toBe("ümlaut");
  expect(form.get('a"\r\nb')).toBe("two\r\nlines");
  expect(await (form.get("file") as File).text()).toBe("\0\r\n--");
});

test("progress counts the file's bytes, never falls, and ends with all of them", async () => {
  const { answer, progress } = send("204");
  await answer;
  expect(progress.length).toBeGreaterThan(3);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBe(photo.size);
});

test.for([
  [403, "403-AccessDenied"],
  [400, "400-EntityTooLarge"],
  [503, "503-SlowDown"],
] as const)("an answer of %i comes back with its XML", async ([status, path]) => {
  const answer = await send(path).answer;
  expect(answer).toEqual({
    status,
    body: `<Error><Code>${path.split("-")[1]}</Code></Error>`,
    retryAfterMs: 0,
  });
});

test("a storage that asks for patience is heard", async () => {
  expect(await send("busy").answer).toMatchObject({ status: 503, retryAfterMs: 7000 });
});

test("an answer that comes before all bytes are sent counts", async () => {
  const big = new File([new Uint8Array(30_000_000)], "big.jpg");
  const { answer, progress } = send("hasty", { file: big });
  expect(await answer).toMatchObject({
    status: 403,
    body: expect.stringContaining("AccessDenied"),
  });
  expect(progress.at(-1)).toBeLessThan(big.size);
});

test("a redirect is an answer, and nothing is sent to where it points", async () => {
  expect(await send("moved").answer).toMatchObject({ status: 307, body: "" });
});

test.for(["cut", "lost-answer", "half-answer"])("no answer (%s) is NETWORK", async (path) => {
  const { outcome, clock } = send(path);
  expect(await outcome).toSatisfy((error) => isUploadError(error, "NETWORK"));
  expect(clock.pendingMs()).toEqual([]);
});

test("nobody there is NETWORK, and the cause says who was not", async () => {
  const gone = await startStorageServer();
  await gone.close();
  const { outcome } = send("", { url: gone.url });
  expect(await outcome).toMatchObject({
    code: "NETWORK",
    cause: { cause: { code: "ECONNREFUSED" } },
  });
});

test("twenty seconds without progress are a lost connection", async () => {
  const big = new File([new Uint8Array(30_000_000)], "big.jpg");
  const { outcome, clock, progress } = send("stalled", { file: big });
  expect(clock.pendingMs()).toEqual([20_000]);
  await vi.waitUntil(() => progress.length > 1);
  await clock.runUntil(() => clock.pendingMs().length === 0);
  expect(await outcome).toMatchObject({ code: "NETWORK", cause: "no progress for 20000 ms" });
  expect(progress.at(-1)).toBeLessThan(big.size);
});

test("once all is handed over, the answer may take as long as a slow line needs", async () => {
  const { outcome, clock } = send("silent");
  await vi.waitUntil(() => clock.pendingMs()[0] !== 20_000);
  expect(clock.pendingMs()).toEqual([30_000 + 300_000 / 16]);
  await clock.advance(30_000 + 300_000 / 16);
  expect(await outcome).toMatchObject({ code: "NETWORK" });
});

test("an abort ends the request, with the signal's own reason, and leaves no timer", async () => {
  const { outcome, controller, clock, progress } = send("silent?to-be-aborted");
  await vi.waitUntil(() => progress.at(-1) === photo.size);
  controller.abort("enough");
  expect(await outcome).toBe("enough");
  expect(clock.pendingMs()).toEqual([]);
  await expect.poll(() => storage.hungUp).toContain("silent?to-be-aborted");
});

test("after an abort nothing is sent", async () => {
  const fetch = vi.spyOn(globalThis, "fetch");
  const { outcome } = send("echo", { signal: AbortSignal.abort("enough") });
  expect(await outcome).toBe("enough");
  expect(fetch).not.toHaveBeenCalled();
  fetch.mockRestore();
});

test("a file on disk is sent as it is, and one that has changed since is not", async () => {
  const path = join(folder, "mug.jpg");
  await writeFile(path, "first");
  const file = new File([await openAsBlob(path)], "mug.jpg");
  expect((await send("echo", { file }).answer).body).toContain("\r\n\r\nfirst\r\n");
  await writeFile(path, "something else");
  expect(await send("echo", { file }).outcome).toMatchObject({
    code: "NETWORK",
    cause: { cause: { name: "NotReadableError" } },
  });
});
