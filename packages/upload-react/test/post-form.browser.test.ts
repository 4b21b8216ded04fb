import { isUploadError, postForm, type StorageForm } from "@picket/upload-core/client";
import { createFakeClock } from "@picket/upload-core/testing";
import { expect, inject, test, vi } from "vitest";

const photo = new File([new Uint8Array(300_000).fill(7)], "grandma's photo.jpg");

function send(path: string, form: Partial<StorageForm> = {}) {
  const clock = createFakeClock();
  const progress: number[] = [];
  const controller = new AbortController();
  const answer = postForm({
    url: `${inject("storageUrl")}/${path}`,
    fields: { key: "incoming/1", policy: "p" },
    file: photo,
    onProgress: (loadedBytes) => progress.push(loadedBytes),
    signal: controller.signal,
    clock,
    ...form,
  });
  const outcome = answer.catch((error: unknown) => error);
  return { ...clock, answer, outcome, progress, controller };
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

test("progress counts the file's bytes, never falls, and ends with all of them", async () => {
  const { answer, progress } = send("204");
  await answer;
  expect(progress.length).toBeGreaterThan(0);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBe(photo.size);
});

test.for([
  [403, "403-AccessDenied"],
  [400, "400-EntityTooLarge"],
  [503, "503-SlowDown"],
] as const)("an answer of %i comes back with its XML", async ([status, path]) => {
  const answer = await send(path).answer;
  expect(answer).toMatchObject({
    status,
    body: `<Error><Code>${path.split("-")[1]}</Code></Error>`,
  });
});

test("an answer tells how long to wait, when the bucket's CORS rules let it be read", async () => {
  expect(await send("busy").answer).toMatchObject({ status: 503, retryAfterMs: 7000 });
  expect(await send("503-SlowDown").answer).toMatchObject({ status: 503, retryAfterMs: 0 });
});

test.for(["cut", "lost-answer"])("no answer (%s) is NETWORK", async (path) => {
  const { outcome, pendingMs } = send(path);
  expect(await outcome).toSatisfy((error) => isUploadError(error, "NETWORK"));
  expect(pendingMs()).toEqual([]);
});

test("twenty seconds without progress are a lost connection", async () => {
  const big = new File([new Uint8Array(30_000_000)], "big.jpg");
  const { outcome, pendingMs, advance } = send("stalled", { file: big });
  expect(pendingMs()).toEqual([20_000]);
  await advance(20_000);
  expect(await outcome).toMatchObject({ code: "NETWORK", cause: "no progress for 20000 ms" });
});

test("once all is handed over, the answer may take as long as a slow line needs", async () => {
  const { outcome, pendingMs, advance } = send("silent");
  await vi.waitUntil(() => pendingMs()[0] !== 20_000);
  expect(pendingMs()).toEqual([30_000 + 300_000 / 16]);
  await advance(30_000 + 300_000 / 16);
  expect(await outcome).toMatchObject({ code: "NETWORK" });
});

test("an abort ends the request, with the signal's own reason, and leaves no timer", async () => {
  const hungUp = async () => (await fetch(`${inject("storageUrl")}/hung-up`)).text();
  const { outcome, controller, pendingMs, progress } = send("silent?to-be-aborted");
  await vi.waitUntil(() => progress.at(-1) === photo.size);
  controller.abort("enough");
  expect(await outcome).toBe("enough");
  expect(pendingMs()).toEqual([]);
  await expect.poll(hungUp).toContain("to-be-aborted");
});

test("after an abort nothing is sent", async () => {
  const open = vi.spyOn(XMLHttpRequest.prototype, "open");
  const { outcome } = send("echo", { signal: AbortSignal.abort("enough") });
  expect(await outcome).toBe("enough");
  expect(open).not.toHaveBeenCalled();
  open.mockRestore();
});
