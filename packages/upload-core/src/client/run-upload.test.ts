import { describe, expect, test } from "vitest";
import { turn } from "../../test/client/fake-clock.ts";
import {
  answering,
  createTicket,
  file,
  inTurn,
  never,
  published,
  stored,
  throwing,
  type Input,
  type Script,
} from "../../test/client/scripted-server.ts";
import { jobOf, runToEnd, startRun } from "../../test/client/start-run.ts";
import { createSlots } from "./slots.ts";
import { sleep } from "./abortable.ts";
import { uploadError, UploadError } from "../upload-error.ts";
import type { UploadJob } from "./run-upload.ts";

const missing = throwing(uploadError("OBJECT_MISSING"));

describe("without trouble", () => {
  test("a file is prepared, gets a ticket, is sent once and verified", async () => {
    const run = await runToEnd({
      transfer: ({ onProgress }) => {
        onProgress(2);
        return stored();
      },
    });
    expect(run.requests).toEqual(["ticket a.jpg", "transfer claim-1", "complete claim-1"]);
    expect(run.types()).toEqual([
      "preparing",
      "prepared",
      "ticketing",
      "uploading",
      "progress",
      "verifying",
      "published",
    ]);
    expect(run.last()).toMatchObject({ data: { imageId: "image of claim-1" }, attempt: 1 });
    // What was prepared would lie in memory as long as the item in the list.
    expect(run.job.prepared).toBeUndefined();
  });

  test("the ticket is asked for the bytes as they were prepared, under a name of at most 255 letters", async () => {
    const asked: unknown[] = [];
    const job = jobOf(file(`${"n".repeat(300)}.jpg`, "bytes"));
    const ticket: Script["ticket"] = (described) => {
      asked.push(described);
      return createTicket("claim-1");
    };
    await runToEnd({ ticket }, job);
    expect(asked[0]).toEqual({
      name: "n".repeat(255),
      type: "image/jpeg",
      width: 4,
      height: 3,
      sizeBytes: 5,
      sha256: "bytes",
    });
  });

  test("a server that is still at it is asked again after as long as it says", async () => {
    const processing = () => ({ status: "processing" as const, retryAfterMs: 1500 });
    const run = await runToEnd({ complete: inTurn(processing, processing, published) });
    expect(run.requests.filter((request) => request === "complete claim-1")).toHaveLength(3);
    expect(run.clock.now()).toBe(3000);
    expect(run.last()?.type).toBe("published");
  });
});

describe("the ticket", () => {
  test("is asked for again when the server cannot be reached, five times in all", async () => {
    const run = await runToEnd({ ticket: throwing(new TypeError("fetch failed")) });
    expect(run.requests).toEqual(Array.from({ length: 5 }, () => "ticket a.jpg"));
    expect(
      run.events.filter(({ type }) => type === "retrying").map(({ attempt }) => attempt),
    ).toEqual([1, 2, 3, 4]);
    expect(run.last()).toMatchObject({
      type: "failed",
      error: { code: "SERVER_UNREACHABLE" },
      attempt: 5,
    });
  });

  test("is not asked for again when the server says no", async () => {
    const run = await runToEnd({ ticket: throwing(uploadError("FORBIDDEN")) });
    expect(run.requests).toEqual(["ticket a.jpg"]);
    expect(run.last()).toMatchObject({ type: "failed", error: { code: "FORBIDDEN" } });
  });

  test("is waited for as long as a limited rate says", async () => {
    const limited = new UploadError({ code: "RATE_LIMITED", details: { retryAfterMs: 9000 } });
    const ticket = inTurn(throwing(limited), () => createTicket("claim-1"));
    const run = await runToEnd({ ticket });
    expect(run.clock.now()).toBe(9500);
    expect(run.last()?.type).toBe("published");
  });

  test("is kept for the next try while it has a minute to live", async () => {
    const run = await runToEnd({ transfer: inTurn(answering(503), stored) });
    expect(run.requests).toEqual([
      "ticket a.jpg",
      "transfer claim-1",
      "transfer claim-1",
      "complete claim-1",
    ]);
  });

  test("is replaced when less than a minute is left of it", async () => {
    const run = startRun({ transfer: inTurn(answering(503), stored) });
    await turn();
    run.job.ticket!.expiresAtMs = 60_000;
    await run.end();
    expect(run.requests).toEqual([
      "ticket a.jpg",
      "transfer claim-1",
      "ticket a.jpg",
      "transfer claim-2",
      "complete claim-2",
    ]);
  });

  test.for([
    [239_000, "claim-1"],
    [241_000, "claim-2"],
  ] as const)("of a file that waited %i ms for its turn to be sent is %s", async ([ms, claim]) => {
    const turnToSend = createSlots(() => 1);
    const run = startRun({}, jobOf(file()), turnToSend);
    void turnToSend({ position: 0 }, run.controller.signal, () =>
      sleep(run.clock, ms, run.controller.signal),
    );
    await run.end();
    expect(run.requests.slice(-2)).toEqual([`transfer ${claim}`, `complete ${claim}`]);
    expect(run.types().filter((type) => type === "retrying")).toEqual([]);
  });

  test("is replaced once when storage refuses it, however young it is", async () => {
    const run = await runToEnd({ transfer: answering(403, "AccessDenied") });
    expect(run.requests).toEqual([
      "ticket a.jpg",
      "transfer claim-1",
      "ticket a.jpg",
      "transfer claim-2",
    ]);
    expect(run.last()).toMatchObject({ error: { code: "STORAGE_REFUSED" } });
  });

  test("is replaced when storage refuses it at the end of its life", async () => {
    const job = jobOf(file());
    const refuseLate = () => {
      job.ticket!.expiresAtMs = 0;
      return answering(403, "AccessDenied")();
    };
    const run = await runToEnd({ transfer: inTurn(refuseLate, stored) }, job);
    const refusal = { code: "TICKET_EXPIRED", details: {} };
    expect(run.events).toContainEqual(expect.objectContaining({ type: "retrying", refusal }));
    expect(run.requests).toEqual([
      "ticket a.jpg",
      "transfer claim-1",
      "ticket a.jpg",
      "transfer claim-2",
      "complete claim-2",
    ]);
  });
});

test.for([
  ["the app's own procedure", null, ["complete claim-1"]],
  [
    "the route",
    { code: "FORBIDDEN", details: {} },
    ["ticket a.jpg", "transfer claim-1", "complete claim-1"],
  ],
] as const)(
  "refused by %s at completion, what may still be published is not sent again",
  async ([, upload, requests]) => {
    const refused = Object.assign(new Error("no"), { data: { httpStatus: 403, upload } });
    const run = await runToEnd({ complete: throwing(refused) });
    expect(run.last()).toMatchObject({ type: "failed", error: { code: "FORBIDDEN" } });
    const next = await runToEnd({}, run.job);
    expect([next.requests, next.last()?.type]).toEqual([requests, "published"]);
  },
);

describe("an abort", () => {
  test.for(["ticket", "transfer", "complete"] as const)(
    "during %s is the end of all events",
    async (step) => {
      const run = startRun({ [step]: never });
      await run.clock.runUntil(() => run.requests.some((request) => request.startsWith(step)));
      const seen = run.events.length;
      run.controller.abort();
      await run.end();
      await run.clock.advance(600_000);
      expect(run.events).toHaveLength(seen);
      expect(run.clock.pendingMs()).toEqual([]);
    },
  );

  test("during a wait takes no further try", async () => {
    const run = startRun({ ticket: throwing(new TypeError("fetch failed")) });
    await run.clock.runUntil(() => run.last()?.type === "retrying");
    run.controller.abort();
    await run.end();
    expect(run.requests).toEqual(["ticket a.jpg"]);
    expect(run.last()?.type).toBe("retrying");
  });

  test("of a transfer leaves it unclear, so that the next run asks before it sends", async () => {
    const run = startRun({ transfer: never });
    await run.clock.runUntil(() => run.types().includes("uploading"));
    run.controller.abort();
    const next = await runToEnd({}, run.job);
    expect(next.requests).toEqual(["complete claim-1"]);
    expect(next.types()).toEqual(["prepared", "ticketing", "published"]);
  });
});

describe("an upload of an earlier visit", () => {
  const known = (claim: string | null): UploadJob<Input> => ({
    ...jobOf(null),
    ticket:
      claim === null ? undefined : { url: "", fields: {}, claim, isSent: true, expiresAtMs: 0 },
  });

  test("whose bytes had arrived is finished without the file", async () => {
    const run = await runToEnd({}, known("claim-9"));
    expect(run.requests).toEqual(["complete claim-9"]);
    expect(run.types()).toEqual(["ticketing", "published"]);
  });

  test.each(["claim-9", null])("with the claim %j whose bytes had not is lost", async (claim) => {
    const run = await runToEnd({ complete: missing }, known(claim));
    expect(run.requests).toEqual(claim === null ? [] : ["complete claim-9"]);
    expect(run.last()).toMatchObject({ type: "rejected", error: { code: "FILE_LOST" } });
  });
});
