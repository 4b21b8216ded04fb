import { describe, expect, test } from "vitest";
import {
  answering,
  file,
  inTurn,
  published,
  stored,
  throwing,
  type Script,
} from "../../test/client/scripted-server.ts";
import { jobOf, runToEnd } from "../../test/client/start-run.ts";
import { uploadError } from "../upload-error.ts";

const missing = throwing(uploadError("OBJECT_MISSING"));
const unreachable = throwing(new TypeError("fetch failed"));
const cut = throwing(uploadError("NETWORK"));

describe("the transfer", () => {
  test("that storage refuses is not repeated", async () => {
    const run = await runToEnd({ transfer: answering(400, "InvalidArgument") });
    expect(run.requests).toEqual(["ticket a.jpg", "transfer claim-1"]);
    expect(run.last()).toMatchObject({ error: { code: "STORAGE_REFUSED" } });
    expect(run.job.ticket).toBeUndefined();
  });

  test("whose answer is lost is not repeated when the bytes have arrived", async () => {
    const run = await runToEnd({ transfer: cut });
    expect(run.requests).toEqual(["ticket a.jpg", "transfer claim-1", "complete claim-1"]);
    expect(run.last()).toMatchObject({ type: "published", attempt: 2 });
  });

  test("whose answer is lost waits for a server that is at it already", async () => {
    const processing = () => ({ status: "processing" as const, retryAfterMs: 500 });
    const run = await runToEnd({ transfer: cut, complete: inTurn(processing, published) });
    expect(run.requests.filter((request) => request.startsWith("transfer"))).toHaveLength(1);
    expect(run.types().slice(-4)).toEqual(["retrying", "ticketing", "verifying", "published"]);
  });

  test("counts as arrived again only when the server or storage has said so", async () => {
    const unclear = await runToEnd({ transfer: cut });
    expect(unclear.types()).not.toContain("verifying");
    const arrived = await runToEnd({ complete: inTurn(unreachable, published) });
    expect(arrived.types().slice(-4)).toEqual(["verifying", "retrying", "verifying", "published"]);
  });

  test("of what was there and is gone begins anew, with another try", async () => {
    const processing = () => ({ status: "processing" as const, retryAfterMs: 500 });
    const run = await runToEnd({
      transfer: inTurn(cut, stored),
      complete: inTurn<Script["complete"]>(processing, missing, published),
    });
    expect(run.requests.slice(-3)).toEqual([
      "ticket a.jpg",
      "transfer claim-2",
      "complete claim-2",
    ]);
    expect(run.last()).toMatchObject({ type: "published", attempt: 3 });
  });

  test("is repeated with the same ticket when the bytes are not there", async () => {
    const run = await runToEnd({
      transfer: inTurn(cut, stored),
      complete: inTurn(missing, published),
    });
    expect(run.requests).toEqual([
      "ticket a.jpg",
      "transfer claim-1",
      "complete claim-1",
      "transfer claim-1",
      "complete claim-1",
    ]);
    expect(run.last()).toMatchObject({ type: "published", attempt: 2 });
  });

  test("is not repeated while nobody can tell whether the bytes are there", async () => {
    const run = await runToEnd({
      transfer: cut,
      complete: inTurn(
        throwing(new TypeError("fetch failed")),
        throwing(uploadError("INTERNAL")),
        published,
      ),
    });
    expect(run.requests.filter((request) => request.startsWith("transfer"))).toHaveLength(1);
    expect(run.last()).toMatchObject({ type: "published", attempt: 4 });
  });

  test("that a gateway gave up on may have arrived", async () => {
    const run = await runToEnd({ transfer: answering(504) });
    expect(run.requests).toEqual(["ticket a.jpg", "transfer claim-1", "complete claim-1"]);
  });

  test("fails for good after five tries, and is asked for first when tried again by hand", async () => {
    const run = await runToEnd({ transfer: cut, complete: missing });
    expect(run.requests.filter((request) => request.startsWith("transfer"))).toHaveLength(5);
    expect(run.last()).toMatchObject({ error: { code: "NETWORK" } });
    const again = await runToEnd({}, run.job);
    expect(again.requests).toEqual(["complete claim-1"]);
    expect(again.last()?.type).toBe("published");
  });

  test("of a file that was changed on disk says so", async () => {
    const changed = file();
    const unreadable = Object.assign(changed, {
      slice: () => ({
        arrayBuffer: () => Promise.reject(new DOMException("", "NotReadableError")),
      }),
    });
    const run = await runToEnd({ transfer: cut }, jobOf(unreadable));
    expect(run.requests).toEqual(["ticket a.jpg", "transfer claim-1"]);
    expect(run.last()).toMatchObject({ error: { code: "FILE_UNREADABLE" } });
    // All of it may have arrived before.
    expect(run.job.ticket?.claim).toBe("claim-1");
  });
});

describe("the verification", () => {
  test("that fails on the server's side is repeated without sending bytes", async () => {
    const run = await runToEnd({
      complete: inTurn(
        throwing(uploadError("INTERNAL")),
        throwing(uploadError("STORAGE_UNAVAILABLE")),
        published,
      ),
    });
    expect(run.requests).toEqual([
      "ticket a.jpg",
      "transfer claim-1",
      "complete claim-1",
      "complete claim-1",
      "complete claim-1",
    ]);
  });

  test("that never ends ends all the same, and can be asked for again", async () => {
    const run = await runToEnd({
      complete: () => ({ status: "processing", retryAfterMs: 1000 }),
    });
    expect(run.last()).toMatchObject({ error: { code: "SERVER_UNREACHABLE" } });
    expect(run.clock.now()).toBeLessThan(60 * 60_000);
    const again = await runToEnd({}, run.job);
    expect(again.requests).toEqual(["complete claim-1"]);
  });

  test("that finds nothing after storage said yes starts again with a new ticket", async () => {
    const run = await runToEnd({ complete: inTurn(missing, published) });
    expect(run.requests).toEqual([
      "ticket a.jpg",
      "transfer claim-1",
      "complete claim-1",
      "ticket a.jpg",
      "transfer claim-2",
      "complete claim-2",
    ]);
  });

  test("that refuses the image ends the upload", async () => {
    const run = await runToEnd({ complete: throwing(uploadError("IMAGE_UNREADABLE")) });
    expect(run.requests).toEqual(["ticket a.jpg", "transfer claim-1", "complete claim-1"]);
    expect(run.job.ticket).toBeUndefined();
    expect(run.last()).toMatchObject({ type: "rejected", error: { code: "IMAGE_UNREADABLE" } });
  });

  test.for(["FORBIDDEN", "QUOTA_EXCEEDED", "INPUT_INVALID"] as const)(
    "that ends the upload by %s leaves no ticket: the next run gets another, and may succeed",
    async (code) => {
      const run = await runToEnd({ complete: throwing(uploadError(code)) });
      expect(run.last()).toMatchObject({ type: "failed", error: { code } });
      const again = await runToEnd({}, run.job);
      expect(again.requests).toEqual(["ticket a.jpg", "transfer claim-1", "complete claim-1"]);
      expect(again.last()?.type).toBe("published");
    },
  );

  test.for(["UNAUTHORIZED", "STORAGE_REFUSED"] as const)(
    "that %s puts off keeps the ticket: the next run sends nothing",
    async (code) => {
      const run = await runToEnd({ complete: throwing(uploadError(code)) });
      expect(run.last()).toMatchObject({ type: "failed", error: { code } });
      const again = await runToEnd({}, run.job);
      expect(again.requests).toEqual(["complete claim-1"]);
    },
  );

  test("of a claim that the server does not know leaves nothing to hold on to", async () => {
    const run = await runToEnd({ complete: throwing(uploadError("CLAIM_INVALID")) });
    expect(run.last()).toMatchObject({ error: { code: "CLAIM_INVALID" } });
    expect(run.job.ticket).toBeUndefined();
  });
});
