import { expect, test } from "vitest";
import { createFakeClock, turn } from "../../test/client/fake-clock.ts";
import { never } from "../../test/client/scripted-server.ts";
import { uploadError } from "../upload-error.ts";
import { callApi, endsUpload, wrapApiError } from "./call-api.ts";

/** As tRPC's client throws it. */
function trpcError(data: unknown): Error {
  return Object.assign(new Error("whatever it says"), { name: "TRPCClientError", data });
}

test("what the server refused keeps its code and details", () => {
  const upload = { code: "RATE_LIMITED", details: { retryAfterMs: 1500 } };
  const error = trpcError({ code: "TOO_MANY_REQUESTS", httpStatus: 429, upload });
  expect(wrapApiError(error)).toMatchObject({ refusal: upload, cause: error });
});

test.for([
  [400, "INPUT_INVALID"],
  [401, "UNAUTHORIZED"],
  [403, "FORBIDDEN"],
  [404, "FORBIDDEN"],
  [413, "INPUT_INVALID"],
  [429, "RATE_LIMITED"],
  [500, "INTERNAL"],
  [503, "SERVER_UNREACHABLE"],
] as const)("an answer with status %i and no code of ours is %s", ([httpStatus, code]) => {
  expect(wrapApiError(trpcError({ httpStatus })).code).toBe(code);
});

test("a code of a newer server is judged by its status", () => {
  const data = { httpStatus: 404, upload: { code: "MOON_PHASE", details: {} } };
  expect(wrapApiError(trpcError(data)).code).toBe("FORBIDDEN");
});

test.for([
  ["a lost connection", new TypeError("fetch failed")],
  ["a proxy's page instead of JSON", trpcError(undefined)],
  ["an abort that nobody here asked for", new DOMException("", "AbortError")],
  ["nothing that can be read", "oops"],
] as const)("%s means that the server cannot be reached", ([, error]) => {
  expect(wrapApiError(error)).toMatchObject({ code: "SERVER_UNREACHABLE", cause: error });
});

test("an UploadError stays what it is", () => {
  const error = uploadError("QUOTA_EXCEEDED");
  expect(wrapApiError(error)).toBe(error);
});

test("a call that never answers ends after a minute and is aborted", async () => {
  const clock = createFakeClock();
  const { signal } = new AbortController();
  let own: AbortSignal | undefined;
  const call = callApi((options) => ((own = options.signal), never()), { signal, clock });
  const outcome = call.catch((error: unknown) => error);
  await clock.advance(59_999);
  expect(own?.aborted).toBe(false);
  await clock.advance(1);
  expect(await outcome).toMatchObject({ code: "SERVER_UNREACHABLE" });
  expect(own?.aborted).toBe(true);
});

test("an abort of the caller reaches the call and comes back as it was", async () => {
  const clock = createFakeClock();
  const controller = new AbortController();
  let own: AbortSignal | undefined;
  const { signal } = controller;
  const call = callApi((options) => ((own = options.signal), never()), { signal, clock });
  const outcome = call.catch((error: unknown) => error);
  await turn();
  controller.abort("enough");
  expect(await outcome).toBe("enough");
  expect(own?.aborted).toBe(true);
  expect(clock.pendingMs()).toEqual([]);
});

test("after an abort nothing is asked", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  let isCalled = false;
  const call = callApi(async () => (isCalled = true), { signal, clock: createFakeClock() });
  await expect(call).rejects.toThrow("enough");
  expect(isCalled).toBe(false);
});

test("how long a busy server asks to be left alone is read from its header", () => {
  const headers = new Headers({ "Retry-After": "9" });
  const busy = Object.assign(new Error("busy"), { meta: { response: { headers } } });
  expect(wrapApiError(busy).refusal).toEqual({
    code: "SERVER_UNREACHABLE",
    details: { retryAfterMs: 9000 },
  });
  const limited = Object.assign(busy, { data: { httpStatus: 429 } });
  expect(wrapApiError(limited).refusal).toEqual({
    code: "RATE_LIMITED",
    details: { retryAfterMs: 9000 },
  });
});

test("an upload is ended by what its route refuses, and not by what stands in front of it", () => {
  const refused = (httpStatus: number, code?: string) =>
    endsUpload(
      wrapApiError(trpcError({ httpStatus, upload: code ? { code, details: {} } : null })),
    );
  expect([refused(404, "FORBIDDEN"), refused(422, "IMAGE_UNREADABLE")]).toEqual([true, true]);
  expect([refused(403), refused(404), refused(412)]).toEqual([false, false, false]);
  expect([refused(401, "UNAUTHORIZED"), refused(500, "INTERNAL")]).toEqual([false, false]);
  expect([uploadError("FORBIDDEN"), new Error("FORBIDDEN")].map(endsUpload)).toEqual([true, false]);
});
