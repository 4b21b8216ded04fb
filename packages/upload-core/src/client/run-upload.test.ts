import { describe, expect, test } from "vitest";
import { createFakeClock, turn } from "../../test/client/fake-clock.ts";
import {
  createScriptedServer,
  expiresInMs,
  file,
  inTurn,
  never,
  prepare,
  published,
  stored,
  throwing,
  type Image,
  type Input,
  type Script,
} from "../../test/client/scripted-server.ts";
import { createImagePolicy } from "../image-policy.ts";
import { uploadError, UploadError } from "../upload-error.ts";
import { runUpload, type UploadJob } from "./run-upload.ts";
import { createSlots } from "./slots.ts";
import type { RunEvent } from "./state.ts";

type Event = RunEvent<Image> & { attempt: number };

function jobOf(theFile: File | null): UploadJob<Input> {
  return { file: theFile, input: { productId: "p1" }, position: 0 };
}

/** @param job what an earlier run left behind */
function start(script: Partial<Script>, job?: UploadJob<Input>) {
  const clock = createFakeClock();
  const server = createScriptedServer(script);
  const controller = new AbortController();
  const events: Event[] = [];
  const theJob = job ?? jobOf(file());
  let isDone = false;
  const run = runUpload(theJob, {
    api: server.api,
    transport: server.transport,
    clock,
    random: () => 1,
    signal: controller.signal,
    prepare,
    slots: {
      prepare: createSlots(() => 1),
      ticket: createSlots(() => 2),
      transfer: createSlots(() => 1),
      verify: createSlots(() => 1),
    },
    admit: async () => createImagePolicy(),
    admitContent: () => {},
    attempt: 1,
    emit: (event) => events.push(event),
  }).finally(() => (isDone = true));
  return {
    clock,
    controller,
    job: theJob,
    requests: server.requests,
    events,
    types: () => events.map(({ type }) => type),
    last: () => events.at(-1),
    end: async () => {
      await clock.runUntil(() => isDone);
      await run;
    },
  };
}

async function runToEnd(script: Partial<Script>, job?: UploadJob<Input>) {
  const run = start(script, job);
  await run.end();
  return run;
}

const missing = throwing(uploadError("OBJECT_MISSING"));
const cut = throwing(uploadError("NETWORK"));
const answering =
  (status: number, code = "") =>
  () => ({ status, body: `<Code>${code}</Code>` });

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
  });

  test("the ticket is asked for the bytes as they were prepared, under a name of at most 255 letters", async () => {
    const asked: unknown[] = [];
    const job = jobOf(file(`${"n".repeat(300)}.jpg`, "bytes"));
    const ticket: Script["ticket"] = (described) => {
      asked.push(described);
      return makeTicket();
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
      type: "refused",
      error: { code: "SERVER_UNREACHABLE" },
      attempt: 5,
    });
  });

  test("is not asked for again when the server says no", async () => {
    const run = await runToEnd({ ticket: throwing(uploadError("FORBIDDEN")) });
    expect(run.requests).toEqual(["ticket a.jpg"]);
    expect(run.last()).toMatchObject({ type: "refused", error: { code: "FORBIDDEN" } });
  });

  test("is waited for as long as a limited rate says", async () => {
    const limited = new UploadError({ code: "RATE_LIMITED", details: { retryAfterMs: 9000 } });
    const ticket = inTurn(throwing(limited), makeTicket);
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
    const run = start({ transfer: inTurn(answering(503), stored) });
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
    expect(run.types().slice(-3)).toEqual(["retrying", "verifying", "published"]);
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
    expect(run.types()).toEqual(["verifying", "published"]);
  });

  test.each(["claim-9", null])("with the claim %j whose bytes had not is lost", async (claim) => {
    const run = await runToEnd({ complete: missing }, known(claim));
    expect(run.requests).toEqual(claim === null ? [] : ["complete claim-9"]);
    expect(run.last()).toMatchObject({ type: "refused", error: { code: "FILE_LOST" } });
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
    expect(run.last()).toMatchObject({ type: "refused", error: { code: "IMAGE_UNREADABLE" } });
  });

  test("of a claim that the server does not know leaves nothing to hold on to", async () => {
    const run = await runToEnd({ complete: throwing(uploadError("CLAIM_INVALID")) });
    expect(run.last()).toMatchObject({ error: { code: "CLAIM_INVALID" } });
    expect(run.job.ticket).toBeUndefined();
  });
});

describe("an abort", () => {
  test.for(["ticket", "transfer", "complete"] as const)(
    "during %s is the end of all events",
    async (step) => {
      const run = start({ [step]: never });
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
    const run = start({ ticket: throwing(new TypeError("fetch failed")) });
    await run.clock.runUntil(() => run.last()?.type === "retrying");
    run.controller.abort();
    await run.end();
    expect(run.requests).toEqual(["ticket a.jpg"]);
    expect(run.last()?.type).toBe("retrying");
  });

  test("of a transfer leaves it unclear, so that the next run asks before it sends", async () => {
    const run = start({ transfer: never });
    await run.clock.runUntil(() => run.types().includes("uploading"));
    run.controller.abort();
    const next = await runToEnd({}, run.job);
    expect(next.requests).toEqual(["complete claim-1"]);
    expect(next.types()).toEqual(["prepared", "verifying", "published"]);
  });
});

function makeTicket() {
  return {
    method: "POST" as const,
    url: "https://s3.test/",
    fields: { claim: "claim-1" },
    claim: "claim-1",
    expiresInMs,
  };
}
